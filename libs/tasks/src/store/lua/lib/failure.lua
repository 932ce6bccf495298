-- The two ends of a failed attempt, shared by the worker's own word and the sweep's.
--- @include "record"
--- @include "index"
--- @include "sizes"
--- @include "terms"
--- @include "tickets"
--- @include "events"
local function toRetry(task, outcome, failureJson, terms, runAt)
  local state = task.state
  local attempt = endedAttempt(task.extra, outcome, cjson.decode(failureJson))
  moveStatus(state, 'pending')
  state.retryCount = state.retryCount + 1
  state.ticket = state.ticket + 1
  state.runAt = runAt
  saveTask(task, 'a' .. state.attempt, attempt)
  setError(task, failureJson, terms)
  redis.call('ZREM', prefix .. ':leases', task.id)
  addDue(task, runAt)
  appendEvent('task:retrying', task)
end

local function toFailed(task, outcome, failureJson, terms)
  local state = task.state
  local attempt = endedAttempt(task.extra, outcome, cjson.decode(failureJson))
  moveStatus(state, 'failed')
  weigh(task, #failureJson + #terms)
  state.finishedAt = now
  saveTask(task, 'a' .. state.attempt, attempt)
  setError(task, failureJson, terms)
  redis.call('ZREM', prefix .. ':leases', task.id)
  appendEvent('task:failed', task)
end
