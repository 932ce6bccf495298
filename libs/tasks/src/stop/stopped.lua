-- Ends an attempt whose handler broke off because it was told to stop.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 what it threw (JSON, '' where that was the stop itself)
-- Returns 'ok' | 'fenced'
-- Event task:cancelled
--- @flags allow-oom
--- @include "../record/record"
--- @include "../attempts/attempt-end"
local id, attempt, failureJson = ARGV[3], tonumber(ARGV[4]), ARGV[5]

local task = loadRunning(id, attempt)
if not task or not task.state.stop then
  return 'fenced'
end
endAttempt(task, { outcome = 'stopped', status = 'cancelled', error = failureJson, terms = '' })
return 'ok'
