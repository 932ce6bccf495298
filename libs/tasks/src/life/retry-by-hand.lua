-- Makes a failed task ready again, with its retry count at 0.
-- KEYS 1 the record
-- ARGV 3 id, 4 how many tasks of its owner may wait (0 for any), 5 the audit entry
-- Returns {'ok', flat list of the record's fields and values, log lines} | {'TASK_NOT_FOUND'} | {'TASK_NOT_FAILED'} |
--         {'QUEUE_FULL'} | {'TASK_DUPLICATE', id of the task that is unfinished}
-- Event task:retrying
--- @include "../record/record"
--- @include "../record/sizes"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../index/postings"
--- @include "../once/locks"
--- @include "../in-time/times"
--- @include "../audit-trail/tell"
local id, mostWaiting, entry = ARGV[3], tonumber(ARGV[4]), ARGV[5]

local task = loadTask(id)
if not task then
  return { 'TASK_NOT_FOUND' }
end
local state = task.state
if state.status ~= 'failed' then
  return { 'TASK_NOT_FAILED' }
end
local holder = otherHolder(task)
if holder then
  return { 'TASK_DUPLICATE', holder.id }
end
if mostWaiting > 0 and pendingOf(state.owner) >= mostWaiting then
  return { 'QUEUE_FULL' }
end
tellAudit(entry, 'b', '{"status":"failed"}', 'f', '{"status":"pending"}')
moveStatus(state, 'pending')
countBytes('failed', -(state.bytes or 0))
state.bytes = nil
state.retryCount = 0
state.progress = 0
state.progressText = nil
state.finishedAt = nil
state.runAt = nil
makeReady(task)
if state.once and state.once.scope ~= 'debounce' then -- it has begun before
  takeLock(task)
end
watchDeadline(task)
saveTask(task)
appendEvent('task:retrying', task)
return { 'ok', readTask(id) }
