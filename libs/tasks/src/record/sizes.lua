-- What finished tasks take, by status (fields `bytes:<status>` of `count:`): of each what Redis says that its record and log
-- take when it ends. The state remembers it, so that it can be taken off.
--- @include "record"
--- @include "together"

-- Counts in or out; with the last task of a status its bytes are gone too, whatever is left of damaged ones.
local function countBytes(status, by)
  if together then
    together.bytes[status] = (together.bytes[status] or 0) + by
    return
  end
  local counts = prefix .. ':count:'
  if redis.call('HEXISTS', counts, 'status:' .. status) == 1 then
    redis.call('HINCRBY', counts, 'bytes:' .. status, by + 0) -- no -0
  else
    redis.call('HDEL', counts, 'bytes:' .. status)
  end
end

-- Before the state that ends the task is saved; so many bytes are written with it.
local function weigh(task, toCome)
  local state = task.state
  local function sizeOf(key)
    return redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') or 0
  end
  local mayHaveLog = state.logged or state.attempt > 1 -- what an earlier attempt logged is not in the state any more
  local bytesOfLog = mayHaveLog and sizeOf(prefix .. ':log:' .. task.id) or 0
  state.bytes = sizeOf(recordKey(task.id)) + bytesOfLog + toCome
  countBytes(state.status, state.bytes)
end
