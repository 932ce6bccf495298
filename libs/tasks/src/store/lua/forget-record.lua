-- Takes what is left of a task whose record is gone off the index, the counts and the lists.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id, 4 number, 5… containers of its segment
-- Returns in how many containers it was, or -1 where the record is there after all
local id, number = ARGV[3], tonumber(ARGV[4])
if loadTask(id) then
  return -1
end
fileIntake()
local bit = number % SEGMENT
local beginning = prefix .. ':x:' .. math.floor(number / SEGMENT) .. ':'
local found = 0
local values = { owner = {}, status = {}, type = {} }
for i = 5, #ARGV do
  local key = ARGV[i]
  local encoding = redis.call('TYPE', key).ok
  local isThere = (encoding == 'string' and redis.call('GETBIT', key, bit) == 1)
    or (encoding == 'set' and redis.call('SISMEMBER', key, bit) == 1)
  if isThere then
    removeBits(key, { bit })
    found = found + 1
    local facet, value = key:sub(#beginning + 1):match('^(%w+):(.*)$')
    if values[facet] then
      table.insert(values[facet], value)
    end
  end
end
for _, owner in ipairs(values.owner) do
  for _, facet in ipairs({ 'status', 'type' }) do
    for _, value in ipairs(values[facet]) do
      count(owner, facet, value, -1)
    end
  end
end
redis.call('ZREM', prefix .. ':leases', id)
redis.call('DEL', recordKey(id), prefix .. ':log:' .. id)
return found
