-- Ends an attempt with a result.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 result (JSON), 6 result summary ('' for none), 7 artifact (JSON, '' for none)
-- Returns 'ok' | 'fenced'
-- Event task:completed
--- @flags allow-oom
--- @include "lib/record"
--- @include "lib/sizes"
--- @include "lib/events"
--- @include "lib/index"
--- @include "lib/terms"
local id, number = ARGV[3], tonumber(ARGV[4])
local task = loadTask(id, 'a' .. number)
local state = task and task.state
if state and state.status == 'completed' and state.attempt == number then
  return 'ok'
end
if not holds(state, number) then
  return 'fenced'
end
moveStatus(state, 'completed')
weigh(task, #ARGV[5] + #ARGV[7])
state.progress = 100
state.finishedAt = now
state.resultSummary = ARGV[6] ~= '' and ARGV[6] or nil
local fields = { 'a' .. number, endedAttempt(task.extra, 'completed'), 'r', ARGV[5] }
if ARGV[7] ~= '' then
  fields[5], fields[6] = 'f', ARGV[7]
end
saveTask(task, unpack(fields))
setError(task, '', '')
redis.call('ZREM', prefix .. ':leases', id)
appendEvent('task:completed', task)
return 'ok'
