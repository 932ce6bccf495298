-- Who waits: a line of tickets for each person, in the order in which they became ready, and the lines in the order in which
-- they are served. A lane has such a queue, and a gate one for each lane. Of a queue `q`:
--   q:lines          sorted set, the people who wait in it, the next one first
--   q:line:<owner>   sorted set, the tickets of one of them, the oldest first
--- @include "room"

-- Takes the next ticket out of a queue. Returns it and whose it is; nil where nobody waits.
local function callNext(queue)
  local lines = queue .. ':lines'
  while true do
    local owner = redis.call('ZRANGE', lines, '0', '0')[1]
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

-- by: '1' or '-1'.
local function countWaiting(lane, field, by)
  return redis.call('HINCRBY', roomKey(lane), field, by)
end

local function newLines()
  local PLACES = 4096 -- a ticket's score has so many for those of a millisecond

  local function createdMs(id)
    return tonumber(id:sub(1, 8) .. id:sub(10, 13), 16) or now
  end

  -- Among a person's tickets: who is ready first is first.
  local function placeInLine(task, readyMs)
    return readyMs * PLACES + task.state.number % PLACES
  end

  local function readyMs(place)
    return math.floor(tonumber(place) / PLACES)
  end

  -- Returns whether the person had nothing waiting there.
  local function joinLine(queue, owner, ticket, place, personsScore)
    redis.call('ZADD', queue .. ':line:' .. owner, place, ticket)
    return redis.call('ZADD', queue .. ':lines', 'NX', personsScore, owner) == 1
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

  local function isQueueing(queue)
    return redis.call('EXISTS', queue .. ':lines') == 1
  end

  return {
    createdMs = createdMs,
    placeInLine = placeInLine,
    readyMs = readyMs,
    join = joinLine,
    leave = leaveLine,
    isQueueing = isQueueing,
  }
end
