-- How a task ends whose handler does not: it is cancelled, and its worker told that the attempt is not its any more. The
-- handler may run on.
--- @include "../record/record"
--- @include "../attempts/attempt-end"
--- @include "../attempts/tell-worker"
--- @include "abandoned"
local function abandon(task)
  local stop = task.state.stop
  endAttempt(task, { outcome = 'abandoned', status = 'cancelled', error = '', terms = '' })
  watchHandler(task, (decoded(task.attemptJson) or {}).worker)
  tellWorker(task.attemptJson, { kind = 'abandoned', taskId = task.id, attempt = task.state.attempt, stop = stop })
end
