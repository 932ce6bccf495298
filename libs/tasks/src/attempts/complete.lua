-- Ends an attempt with a result.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 result (JSON), 6 result summary ('' for none), 7 artifact (JSON, '' for none)
-- Returns 'ok' | 'fenced'
-- Event task:completed
--- @flags allow-oom
--- @include "../record/record"
--- @include "attempt-end"
local id, attempt = ARGV[3], tonumber(ARGV[4])
local resultJson, resultSummary, artifactJson = ARGV[5], ARGV[6], ARGV[7]

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
