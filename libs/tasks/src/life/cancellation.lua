-- The one way a pending task is cancelled. Its ticket, if one is in a lane already, is dropped when it comes up.
--- @include "../record/record"
--- @include "../record/sizes"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../index/postings"
--- @include "../index/terms"
--- @include "../once/locks"
--- @include "../in-time/times"
--- @include "../schedules/task-ended"

-- cause: nil where a person does it.
local function cancelPending(task, cause)
  local state = task.state
  moveStatus(state, 'cancelled')
  weigh(task, 0)
  state.finishedAt = now
  state.cancelledBecause = cause
  withdrawTask(task)
  leaveLock(task)
  forgetStart(task)
  forgetDeadline(task)
  saveTask(task)
  setError(task, '', '')
  appendEvent('task:cancelled', task)
  if state.schedule then
    scheduleTaskEnded(task)
  end
end
