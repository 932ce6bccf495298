-- Who waits: a line of tickets for each person, in the order in which they became ready, and the lines in the order in which
-- they are served. A lane has such a queue, and a gate one for each lane. Of a queue `q`:
--   q:lines          sorted set, the people who wait in it, the next one first
--   q:line:<owner>   sorted set, the tickets of one of them, the oldest first
-- A lane's room besides:
--   room:<lane>          hash: `slots` of all workers, `waiting` in its queue, `aside` at gates
--   room:<lane>:people   sorted set, everybody served: how many slots they have there, then when they were served last
--- @include "../record/record"
--- @include "../lanes/lane"

-- A person's score: so much for each slot, and the time (epoch ms) below.
local SLOT = 2 ^ 41
-- A ticket's score: so many places for those of a millisecond.
local PLACES = 4096

local function roomKey(lane)
  return prefix .. ':room:' .. lane
end

local function createdMs(id)
  return tonumber(id:sub(1, 8) .. id:sub(10, 13), 16) or now
end

-- Among a person's tickets: who is ready first is first.
local function placeInLine(task, readyMs)
  return readyMs * PLACES + task.state.number % PLACES
end

local function joinLine(queue, owner, ticket, place, personsScore)
  redis.call('ZADD', queue .. ':line:' .. owner, place, ticket)
  redis.call('ZADD', queue .. ':lines', 'NX', personsScore, owner)
end

-- Returns whether it was there.
local function leaveLine(queue, owner, ticket)
  local line = queue .. ':line:' .. owner
  if redis.call('ZREM', line, ticket) == 0 then
    return false
  end
  if redis.call('EXISTS', line) == 0 then
    redis.call('ZREM', queue .. ':lines', owner)
  end
  return true
end

-- Takes the next ticket out of a queue. Returns it and whose it is; nil where nobody waits.
local function callNext(queue)
  local lines = queue .. ':lines'
  while true do
    local owner = redis.call('ZRANGE', lines, 0, 0)[1]
    if not owner then
      return nil
    end
    local line = queue .. ':line:' .. owner
    local ticket = redis.call('ZPOPMIN', line)[1]
    if not ticket or redis.call('EXISTS', line) == 0 then
      redis.call('ZREM', lines, owner)
    end
    if ticket then
      return ticket, owner
    end
  end
end

local function scoreOfPerson(lane, owner)
  return tonumber(redis.call('ZSCORE', roomKey(lane) .. ':people', owner) or 0)
end

local function setScoreOfPerson(lane, owner, score)
  redis.call('ZADD', roomKey(lane) .. ':people', score, owner)
  redis.call('ZADD', roomKey(lane) .. ':lines', 'XX', score, owner)
end

-- A person gets a slot: a ticket in the lane, or an attempt without one.
local function takeSlot(lane, owner)
  local slots = math.floor(scoreOfPerson(lane, owner) / SLOT)
  setScoreOfPerson(lane, owner, (slots + 1) * SLOT + now)
end

-- One that was taken by a program which does not count is given back as well.
local function giveSlotBack(lane, owner)
  local score = scoreOfPerson(lane, owner)
  if score >= SLOT then
    setScoreOfPerson(lane, owner, score - SLOT)
  end
end

local function countWaiting(lane, field, by)
  redis.call('HINCRBY', roomKey(lane), field, by)
end
