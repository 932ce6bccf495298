-- What few scripts do with the place where a task waits.
--- @include "tickets"

-- Whether a pending task's ticket is where it belongs, or it is held and has to have none.
local function isPlaced(task)
  local ticket = ticketId(task)
  return task.state.held ~= nil
    or redis.call('EXISTS', laneKey(laneOf(task)) .. ticket) == 1
    or redis.call('ZSCORE', prefix .. ':due', ticket) ~= false
    or waitingRoom().isIn(task)
end

-- Holds a pending task: it gets no ticket and does not begin, until it is released. `why` says who holds it. The state is still
-- to be saved.
local function hold(task, why)
  local runAt = task.state.runAt
  withdrawTask(task)
  task.state.held, task.state.runAt = why, runAt
end

-- Makes a held task ready, at its run time where that is still to come. The state is still to be saved.
local function release(task)
  task.state.held = nil
  makeReady(task)
end
