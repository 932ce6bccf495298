-- Whether a task that has a slot begins: what was set since it got its ticket counts.
--- @include "deal"

-- Whether it may begin now, beyond every gate on its way. The state, which remembers them, is still to be saved.
local function mayBegin(task)
  if not hasControl() then
    return true
  end
  leaveGates(task, false)
  local gates = gatesOf(task)
  if pauseOf('lane:' .. laneOf(task)) or closedGate(gates) then
    return false
  end
  passGates(task, gates, now)
  return true
end

-- Puts a task that has a slot, and does not begin, back where it waits, before those who were ready later. The state is still to
-- be saved.
local function putBack(task)
  local lane = laneOf(task)
  giveBack(task, false)
  local closed = closedGate(gatesOf(task))
  if closed then
    waitAtGate(lane, task, closed, createdMs(task.id))
  else
    waitInLane(lane, task, createdMs(task.id))
  end
end
