-- Where a pending task waits. It has one ticket at a time, and that is in one place: the due set where its run time is to come,
-- the waiting room where no slot is free for it, else its lane. The script that makes a task ready puts it there itself. A held
-- task's ticket is in none.
--- @include "../record/record"
--- @include "lane"
--- @include "../waiting/deal"

local function removeDue(task)
  return redis.call('ZREM', prefix .. ':due', ticketId(task)) == 1
end

-- Whether a pending task's ticket is where it belongs, or it is held and has to have none.
local function isPlaced(task)
  local ticket = ticketId(task)
  return task.state.held ~= nil
    or redis.call('EXISTS', laneKey(laneOf(task)) .. ticket) == 1
    or redis.call('ZSCORE', prefix .. ':due', ticket) ~= false
    or isInRoom(task)
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
    enterRoom(task)
  end
end

-- Takes a pending task out of waiting. Returns whether it has a slot: its ticket is in its lane, or a worker has it. The state is
-- still to be saved.
local function stopWaiting(task)
  local state = task.state
  local isHeld, wasDue = state.held ~= nil, state.runAt ~= nil and removeDue(task)
  state.held, state.runAt = nil, nil
  return not (isHeld or wasDue or leaveRoom(laneOf(task), task))
end

-- Moves a pending task to another run time, to come. The state is still to be saved.
local function moveTo(task, runAt)
  local held = task.state.held
  if stopWaiting(task) then
    giveBack(task, false)
  end
  task.state.held, task.state.runAt = held, runAt
  makeReady(task)
end

-- Holds a pending task: it gets no ticket and does not begin, until it is released. `why` says who holds it. The state is still
-- to be saved.
local function hold(task, why)
  local runAt = task.state.runAt
  local hadSlot = stopWaiting(task)
  task.state.held, task.state.runAt = why, runAt
  if hadSlot then
    giveBack(task, false)
  end
end

-- Makes a held task ready, at its run time where that is still to come. The state is still to be saved.
local function release(task)
  task.state.held = nil
  makeReady(task)
end
