-- Cancels a pending task.
-- KEYS 1 the record
-- ARGV 3 id, 4 the audit entry
-- Returns {'ok', flat list of the record's fields and values, log lines} | {'TASK_NOT_FOUND'} | {'TASK_RUNNING'} |
--         {'TASK_FINISHED'}
-- Event task:cancelled
--- @flags allow-oom
--- @include "../record/record"
--- @include "cancellation"
--- @include "../audit-trail/tell"
local id, entry = ARGV[3], ARGV[4]

local task = loadTask(id)
if not task then
  return { 'TASK_NOT_FOUND' }
end
local status = task.state.status
if status == 'running' then
  return { 'TASK_RUNNING' }
end
if status ~= 'pending' then
  return { 'TASK_FINISHED' }
end
tellAudit(entry, 'b', '{"status":"pending"}', 'f', '{"status":"cancelled"}')
cancelPending(task)
return { 'ok', readTask(id) }
