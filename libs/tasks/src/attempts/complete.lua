-- Ends an attempt with a result.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 result (JSON), 6 result summary ('' for none), 7 artifact (JSON, '' for none)
-- Returns 'ok' | 'fenced'
-- Event task:completed
--- @flags allow-oom
--- @include "../record/record"
--- @include "end-one"
local id, attempt = ARGV[3], ARGV[4]
local resultJson, resultSummary, artifactJson = ARGV[5], ARGV[6], ARGV[7]

return completeOne(id, attempt, resultJson, resultSummary, artifactJson)
