-- How attempts end that their handlers have ended.
--- @include "../record/record"
--- @include "attempt-end"

-- Arguments and answers are those of `complete`, `retry` and `fail`.
local function completeOne(id, attempt, resultJson, resultSummary, artifactJson)
  attempt = tonumber(attempt)
  local task = loadAttempt(id, attempt)
  if task and task.state.status == 'completed' and task.state.attempt == attempt then
    return 'ok'
  end
  if not isRunBy(task, attempt) then
    return 'fenced'
  end
  task.state.progress = 100
  task.state.resultSummary = resultSummary ~= '' and resultSummary or nil
  endAttempt(task, {
    outcome = 'completed',
    status = 'completed',
    result = resultJson,
    artifact = artifactJson ~= '' and artifactJson or nil,
    error = '',
    terms = '',
  })
  return 'ok'
end

local function retryOne(id, attempt, failureJson, termsJson, runAt)
  local task = loadRunning(id, tonumber(attempt))
  if not task then
    return 'fenced'
  end
  endAttempt(task, {
    outcome = 'failed',
    status = 'pending',
    isRetry = true,
    error = failureJson,
    terms = termsJson,
    runAt = tonumber(runAt),
  })
  return 'ok'
end

local function failOne(id, attempt, failureJson, termsJson)
  local task = loadRunning(id, tonumber(attempt))
  if not task then
    return 'fenced'
  end
  endAttempt(task, { outcome = 'failed', status = 'failed', error = failureJson, terms = termsJson })
  return 'ok'
end
