-- Ends a failed attempt that has a retry left: ready again after its backoff.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 failure (JSON), 6 its search terms (JSON), 7 run at (epoch ms)
-- Returns 'ok' | 'fenced'
-- Event task:retrying
--- @flags allow-oom
--- @include "../record/record"
--- @include "end-one"
local id, attempt, failureJson, termsJson = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local runAt = ARGV[7]

return retryOne(id, attempt, failureJson, termsJson, runAt)
