-- Gives what is free to those who wait, where nothing that happened did so: slots that came, pauses that are over, rates.
-- KEYS 1 the gates that somebody waits at
-- ARGV 3 how many gates at most
-- Returns {1 where there may be more to do, else 0, slots of each worker by lane: '' where its setting counts}
--- @flags allow-oom
--- @include "../record/record"
--- @include "deal"
local limit = tonumber(ARGV[3])

local isMore = 0
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)) do
  if openGate(name) then
    isMore = 1
  end
end
local answer = { isMore }
for i, lane in ipairs(LANES) do
  if deal(lane, 0) then
    answer[1] = 1
  end
  answer[i + 1] = hasControl() and redis.call('HGET', controlKey, 'slots:' .. lane) or ''
end
return answer
