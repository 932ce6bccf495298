-- Where a pending task waits. It has one ticket at a time: a Bull job without data in the lane of its priority, whose id says
-- which task, and which of the task's tickets. The script that makes a task ready puts the ticket there itself, as Bull's own
-- addJob (4.16) would. A task with a run time to come is in the due set instead; a held one is in neither.
--- @include "../record/record"
local TICKET_OPTIONS = '{"removeOnComplete":true,"removeOnFail":true}'

local function ticketId(task)
  return task.id .. '.' .. task.state.ticket
end

local function laneKey(lane)
  return prefix .. ':lane-' .. lane .. ':'
end

local function laneOf(task)
  local head = not task.lane and headOf(task)
  return task.lane or head and head.priority or 'normal' -- of a head that cannot be read: whoever begins the task says so
end

local function addToLane(task)
  local ticket, lane = ticketId(task), laneKey(laneOf(task))
  redis.call('HSET', lane .. ticket, 'name', '__default__', 'data', '{}', 'opts', TICKET_OPTIONS,
    'timestamp', now, 'delay', 0, 'priority', 0, 'stacktrace', '[]') -- Bull parses that one even where there is none
  redis.call('LPUSH', lane .. (redis.call('EXISTS', lane .. 'meta-paused') == 1 and 'paused' or 'wait'), ticket)
end

local function removeDue(task)
  redis.call('ZREM', prefix .. ':due', ticketId(task))
end

-- Whether a pending task's ticket is where it belongs, or it is held and has to have none.
local function isPlaced(task)
  local ticket = ticketId(task)
  return task.state.held ~= nil
    or redis.call('EXISTS', laneKey(laneOf(task)) .. ticket) == 1
    or redis.call('ZSCORE', prefix .. ':due', ticket) ~= false
end

-- The one way to be ready: a pending task gets its next ticket, where it belongs. The state, which counts them, is still to be
-- saved.
local function makeReady(task)
  local state = task.state
  state.ticket = (state.ticket or 0) + 1
  if state.held then
    return
  end
  if (state.runAt or 0) > now then
    redis.call('ZADD', prefix .. ':due', state.runAt, ticketId(task))
  else
    addToLane(task)
  end
end

-- Takes a pending task out of waiting: it begins, or is cancelled. A ticket in its lane is stale by then.
local function stopWaiting(task)
  if task.state.runAt then
    removeDue(task)
    task.state.runAt = nil
  end
  task.state.held = nil
end

-- Holds a pending task: it gets no ticket and does not begin, until it is released. `why` says who holds it. The state is still
-- to be saved.
local function hold(task, why)
  removeDue(task)
  task.state.held = why
end

-- Makes a held task ready, at its run time where that is still to come. The state is still to be saved.
local function release(task)
  task.state.held = nil
  makeReady(task)
end
