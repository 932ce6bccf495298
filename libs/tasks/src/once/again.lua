-- A create of what a task with its lock is there for already.
--- @include "../record/record"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "locks"

-- Moves a pending task to another run time, to come. The state is still to be saved.
local function moveTo(task, runAt)
  local held = task.state.held
  withdrawTask(task)
  task.state.held, task.state.runAt = held, runAt
  makeReady(task)
end

-- A debounced task that has not begun waits anew, up to its latest time. once:
--   delayMs     from now on
--   takesParams whether it gets the params (JSON) of this create, and their secrets ('' for none)
-- Event task:rescheduled, where that changes anything
local function reschedule(task, once, paramsJson, secrets)
  local state = task.state
  local runAt = math.min(now + once.delayMs, state.once.latestAt)
  local isMoved = runAt > now and runAt ~= state.runAt
  local before = once.takesParams and fieldsOf('HMGET', recordKey(task.id), 'p')[1]
  local isOther = once.takesParams and (before ~= paramsJson or secrets ~= '')
  if isOther then
    redis.call('HSET', recordKey(task.id), 'p', paramsJson)
    if secrets ~= '' then
      redis.call('HSET', recordKey(task.id), 'x', secrets)
    else
      redis.call('HDEL', recordKey(task.id), 'x')
    end
  end
  if isMoved then
    moveTo(task, runAt)
  elseif isOther and (state.gate or ''):find('^limit|[^|]*|param:') then
    moveTo(task, state.runAt) -- what it waits for was a matter of its params
  end
  if isMoved or isOther then
    saveTask(task)
    appendEvent('task:rescheduled', task)
  end
end
