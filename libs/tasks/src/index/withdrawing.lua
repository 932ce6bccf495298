-- Whether a task's record is there and can be read.
--- @include "postings"
local function isReadable(id)
  local task = loadTask(id)
  return task and headOf(task) and true or false
end

-- Takes a task off a container of its segment. Returns whether it was in.
local function withdraw(key, number)
  local bit = number % SEGMENT
  local encoding = redis.call('TYPE', key).ok
  local isIn = (encoding == 'string' and redis.call('GETBIT', key, bit) == 1)
    or (encoding == 'set' and redis.call('SISMEMBER', key, bit) == 1)
  if isIn then
    removeBits(key, { bit })
  end
  return isIn
end
