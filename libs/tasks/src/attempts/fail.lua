-- Ends a failed attempt that has no retry left.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 failure (JSON), 6 its search terms (JSON)
-- Returns 'ok' | 'fenced'
-- Event task:failed
--- @flags allow-oom
--- @include "../record/record"
--- @include "end-one"
local id, attempt, failureJson, termsJson = ARGV[3], ARGV[4], ARGV[5], ARGV[6]

return failOne(id, attempt, failureJson, termsJson)
