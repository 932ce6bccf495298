-- A lane: a Bull queue of tickets. A ticket is a Bull job without data, whose id says which task, and which of the task's
-- tickets. It is put there as Bull's own addJob (4.16) would.
--- @include "../record/record"
--- @include "../record/together"
local TICKET_OPTIONS = '{"removeOnComplete":true,"removeOnFail":true}'
local LANES = { 'high', 'normal', 'low' }

local function ticketId(task)
  return task.id .. '.' .. task.state.ticket
end

local function laneKey(lane)
  return prefix .. ':lane-' .. lane .. ':'
end

-- A text of the head, found without reading all of it: quotes within texts are escaped, so nothing but the field is found.
-- What cannot be read: whoever begins the task says so.
local function textOfHead(task, field)
  local mark = '"' .. field .. '":"'
  local at = task.head:find(mark, 1, true)
  local past = at and task.head:find('"', at + #mark, true)
  return past and task.head:sub(at + #mark, past - 1)
end

local function laneOf(task)
  task.lane = task.lane or textOfHead(task, 'priority') or 'normal'
  return task.lane
end

local function typeOf(task)
  return textOfHead(task, 'type') or ''
end

local function pushTickets(key, ...)
  redis.call('LPUSH', key .. (redis.call('EXISTS', key .. 'meta-paused') == 1 and 'paused' or 'wait'), ...)
end

local function putInLane(lane, ticket)
  local key = laneKey(lane)
  redis.call('HSET', key .. ticket, 'name', '__default__', 'data', '{}', 'opts', TICKET_OPTIONS,
    'timestamp', nowText, 'delay', '0', 'priority', '0', 'stacktrace', '[]') -- Bull parses that one even where there is none
  if together then
    local tickets = together.lanes[lane] or {}
    tickets[#tickets + 1], together.lanes[lane] = ticket, tickets
  else
    pushTickets(key, ticket)
  end
end

-- Tickets that slots hold or are about to take.
local function takenSlots(lane)
  local key = laneKey(lane)
  local waiting = redis.call('LLEN', key .. 'wait') + redis.call('LLEN', key .. 'paused') -- one of the two is not there
  local left = together and together.lanes[lane] or {}
  return waiting + #left + redis.call('LLEN', key .. 'active')
end
