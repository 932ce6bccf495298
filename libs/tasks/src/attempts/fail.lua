-- Ends a failed attempt that has no retry left.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 failure (JSON), 6 its search terms (JSON)
-- Returns 'ok' | 'fenced'
-- Event task:failed
--- @flags allow-oom
--- @include "../record/record"
--- @include "attempt-end"
local id, attempt, failureJson, termsJson = ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]

local task = loadRunning(id, attempt)
if not task then
  return 'fenced'
end
endAttempt(task, { outcome = 'failed', status = 'failed', error = failureJson, terms = termsJson })
return 'ok'
