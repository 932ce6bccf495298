-- Cancels a pending task. Its ticket, if one is in a lane already, is dropped when it comes up.
-- KEYS 1 the record
-- ARGV 3 id
-- Returns {'ok', flat list of the record's fields and values, log lines} | {'TASK_NOT_FOUND'} | {'TASK_RUNNING'} |
--         {'TASK_FINISHED'}
-- Event task:cancelled
--- @flags allow-oom
--- @include "../record/record"
--- @include "../record/sizes"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../index/postings"
--- @include "../index/terms"
local id = ARGV[3]

local task = loadTask(id)
if not task then
  return { 'TASK_NOT_FOUND' }
end
local state = task.state
if state.status == 'running' then
  return { 'TASK_RUNNING' }
end
if state.status ~= 'pending' then
  return { 'TASK_FINISHED' }
end
moveStatus(state, 'cancelled')
weigh(task, 0)
state.finishedAt = now
if stopWaiting(task) then
  giveBack(task, false) -- its ticket goes when it comes up
end
saveTask(task)
setError(task, '', '')
appendEvent('task:cancelled', task)
return { 'ok', readTask(id) }
