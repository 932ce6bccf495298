-- Gives what is free to those who wait, where nothing that happened did so: slots that came, pauses that are over, rates.
-- KEYS 1 the gates that somebody waits at
-- ARGV 3 how many gates at most
-- Event lane:changed or type:changed of a pause that is over
-- Returns {1 where there may be more to do, else 0, slots of each worker by lane: nil where its setting counts}
--- @flags allow-oom
--- @include "../record/record"
--- @include "deal"
--- @include "control-change"
local limit = tonumber(ARGV[3])

-- A program of before the room gives back no slot that it had a ticket for. Where less is taken than was counted somebody is taken
-- to have one too many, and as soon as nothing is taken nobody has any.
local function mendSlots(room, counted, taken)
  if counted > taken then
    redis.call('HSET', room, 'miscounted', 1)
  end
  if taken > 0 or redis.call('HDEL', room, 'miscounted') == 0 then
    return
  end
  local fields = redis.call('HGETALL', room)
  for i = 1, #fields, 2 do
    local slots, served = fields[i + 1]:match('^(%d+):(%d+)$')
    if fields[i]:sub(1, 2) == 'p:' and slots and slots ~= '0' then
      redis.call('HSET', room, fields[i], '0:' .. served)
    end
  end
end

-- Puts right what went wrong between us and Bull, or with the key of the room. Nothing is written where nothing is.
local function mendRoom(lane)
  local room, taken = roomKey(lane), takenSlots(lane)
  local fields = redis.call('HMGET', room, 'taken', 'waiting')
  local counted, waiting = tonumber(fields[1] or 0), tonumber(fields[2] or 0)
  mendSlots(room, counted, taken)
  if counted ~= taken then
    redis.call('HSET', room, 'taken', taken)
  end
  if (waiting > 0) ~= waitingRoom().lines.isQueueing(room) then
    redis.call('HSET', room, 'waiting', waiting > 0 and 0 or 1)
  end
end

-- A pause that ended by itself is told once, and is no more.
local function endPauses()
  local control = waitingRoom().control.key
  local set = redis.call('HGETALL', control)
  for i = 1, #set, 2 do
    local what = set[i]:match('^pause:(.*)$')
    local pause = what and decoded(set[i + 1])
    if pause and (pause.ends or math.huge) <= now then
      redis.call('HDEL', control, set[i])
      controlChanged(what, '')
    end
  end
end

local answer = { 0 }
endPauses()
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)) do
  if waitingRoom().openGate(name) then
    answer[1] = 1
  end
end
for i, lane in ipairs(LANES) do
  mendRoom(lane)
  if waitingRoom().deal(lane, 0) then
    answer[1] = 1
  end
  answer[i + 1] = redis.call('HGET', waitingRoom().control.key, 'slots:' .. lane)
end
return answer
