-- Tickets. Each is a Bull job without data in the lane of its task's priority; its id says which task, and which of the
-- task's tickets. The script that makes a task ready puts the ticket there itself, as Bull's own addJob (4.16) would.
--- @include "record"
local TICKET_OPTIONS = '{"removeOnComplete":true,"removeOnFail":true}'

local function ticketId(task)
  return task.id .. '.' .. task.state.ticket
end

local function laneKey(lane)
  return prefix .. ':lane-' .. lane .. ':'
end

local function addTicket(task, lane)
  local ticket, key = ticketId(task), laneKey(lane)
  redis.call('HSET', key .. ticket, 'name', '__default__', 'data', '{}', 'opts', TICKET_OPTIONS,
    'timestamp', now, 'delay', 0, 'priority', 0, 'stacktrace', '[]') -- Bull parses that one even where there is none
  redis.call('LPUSH', key .. (redis.call('EXISTS', key .. 'meta-paused') == 1 and 'paused' or 'wait'), ticket)
end

local function laneOf(task)
  local head = headOf(task)
  return head and head.priority or 'normal' -- of a head that cannot be read: whoever begins the task says so
end

-- A pending task whose ticket is still to come: at its run time, or after its backoff.
local function addDue(task, atMs)
  redis.call('ZADD', prefix .. ':due', atMs, ticketId(task))
end

local function removeDue(task)
  redis.call('ZREM', prefix .. ':due', ticketId(task))
end
