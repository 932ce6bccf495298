-- Ends a failed attempt that has a retry left: ready again after its backoff.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 failure (JSON), 6 its search terms (JSON), 7 run at (epoch ms)
-- Returns 'ok' | 'fenced'
-- Event task:retrying
--- @flags allow-oom
--- @include "../record/record"
--- @include "attempt-end"
local id, attempt, failureJson, termsJson = ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local runAt = tonumber(ARGV[7])

local task = loadRunning(id, attempt)
if not task then
  return 'fenced'
end
endAttempt(task, {
  outcome = 'failed',
  status = 'pending',
  isRetry = true,
  error = failureJson,
  terms = termsJson,
  runAt = runAt,
})
return 'ok'
