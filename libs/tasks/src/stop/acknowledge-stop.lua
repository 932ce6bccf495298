-- A worker has heard that a task is to stop, and tells the handler next.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
-- Event task:stopping
--- @flags allow-oom
--- @include "../record/record"
--- @include "../record/events"
local id, attempt = ARGV[3], tonumber(ARGV[4])

local task = loadRunning(id, attempt)
if not task then
  return 'fenced'
end
local stop = task.state.stop
if stop and not stop.acknowledgedAt then
  stop.acknowledgedAt = now
  saveTask(task)
  appendEvent('task:stopping', task)
end
return 'ok'
