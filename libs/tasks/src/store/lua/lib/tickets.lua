-- Tickets. Each is a Bull job without data in the lane of its task's priority; its id says which task, and which of the
-- task's tickets. The script that makes a task ready puts the ticket there itself, as Bull's own addJob (4.16) would.
local TICKET_OPTIONS = '{"removeOnComplete":true,"removeOnFail":true}'

local function ticketId(id, state)
  return id .. '.' .. state.ticket
end

local function laneKey(lane)
  return prefix .. ':lane-' .. lane .. ':'
end

local function addTicket(lane, id, state)
  local ticket, key = ticketId(id, state), laneKey(lane)
  redis.call('HSET', key .. ticket, 'name', '__default__', 'data', '{}', 'opts', TICKET_OPTIONS,
    'timestamp', now, 'delay', 0, 'priority', 0, 'stacktrace', '[]') -- Bull parses that one even where there is none
  redis.call('LPUSH', key .. (redis.call('EXISTS', key .. 'meta-paused') == 1 and 'paused' or 'wait'), ticket)
end

local function laneOf(id)
  return cjson.decode(redis.call('HGET', recordKey(id), 'h')).priority
end

-- A pending task whose ticket is still to come: at its run time, or after its backoff.
local function addDue(id, state, atMs)
  redis.call('ZADD', prefix .. ':due', atMs, ticketId(id, state))
end

local function removeDue(id, state)
  redis.call('ZREM', prefix .. ':due', ticketId(id, state))
end
