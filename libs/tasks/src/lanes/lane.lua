-- A lane: a Bull queue of tickets. A ticket is a Bull job without data, whose id says which task, and which of the task's
-- tickets. It is put there as Bull's own addJob (4.16) would.
--- @include "../record/record"
local TICKET_OPTIONS = '{"removeOnComplete":true,"removeOnFail":true}'
local LANES = { 'high', 'normal', 'low' }

local function ticketId(task)
  return task.id .. '.' .. task.state.ticket
end

local function laneKey(lane)
  return prefix .. ':lane-' .. lane .. ':'
end

-- A text with quotes in it has them escaped, so that only a field of the head is found. What cannot be read: whoever begins the
-- task says so.
local function laneOf(task)
  return task.lane or task.head:match('"priority":"(%a+)"') or 'normal'
end

local function typeOf(task)
  return task.head:match('"type":"([^"]+)"') or ''
end

local function putInLane(lane, ticket)
  local key = laneKey(lane)
  redis.call('HSET', key .. ticket, 'name', '__default__', 'data', '{}', 'opts', TICKET_OPTIONS,
    'timestamp', now, 'delay', 0, 'priority', 0, 'stacktrace', '[]') -- Bull parses that one even where there is none
  redis.call('LPUSH', key .. (redis.call('EXISTS', key .. 'meta-paused') == 1 and 'paused' or 'wait'), ticket)
end

-- Tickets that slots hold or are about to take.
local function takenSlots(lane)
  local key = laneKey(lane)
  return redis.call('LLEN', key .. 'wait') + redis.call('LLEN', key .. 'active')
end
