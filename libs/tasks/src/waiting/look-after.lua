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
  if waitingRoom().openGate(name) then
    isMore = 1
  end
end
local answer = { isMore }
for i, lane in ipairs(LANES) do
  -- Whatever went wrong between us and Bull, or with the key of the room.
  local waiting = tonumber(redis.call('HGET', roomKey(lane), 'waiting') or 0)
  if (waiting > 0) ~= waitingRoom().lines.isQueueing(roomKey(lane)) then
    waiting = waiting > 0 and 0 or 1
  end
  redis.call('HSET', roomKey(lane), 'taken', takenSlots(lane), 'waiting', waiting)
  if waitingRoom().deal(lane, 0) then
    answer[1] = 1
  end
  answer[i + 1] = redis.call('HGET', waitingRoom().control.key, 'slots:' .. lane)
end
return answer
