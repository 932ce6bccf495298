-- Puts some finished tasks into the order in which they finished, the oldest by number first; once there are no more it is whole.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 how many at most (a thousand, so that unpack takes them)
-- Returns 1 where it is whole
--- @flags allow-oom
--- @include "order"
--- @include "../index/oldest-first"
--- @include "../index/ids"
local limit = tonumber(ARGV[3])

local upTo = redis.call('HGET', KEYS[1], 'finished') or '0' -- or 'whole'
if upTo == 'whole' then
  return 1
end
local last, finished = nil, {}
local count = eachOldestFirst({ { 'status', 'completed', 'failed', 'cancelled' } }, tonumber(upTo), limit, function(number)
  local id = idOf(number)
  local state = decoded(id and fieldsOf('HMGET', recordKey(id), 's')[1] or '')
  if state and state.finishedAt then
    finished[#finished + 1] = string.format('%d', state.finishedAt)
    finished[#finished + 1] = finishedMember(number)
  end
  last = number
end)
if #finished > 0 then
  redis.call('ZADD', finishedKey, unpack(finished))
end
local isWhole = count < limit
redis.call('HSET', KEYS[1], 'finished', isWhole and 'whole' or string.format('%d', last))
return isWhole and 1 or 0
