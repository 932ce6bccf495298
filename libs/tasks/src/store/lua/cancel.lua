-- Cancels a pending task. Its ticket, if one is in a lane already, is dropped when it comes up.
-- KEYS 1 the record
-- ARGV 3 id
-- Returns {'ok', flat list of the record's fields and values, log lines} | {'TASK_NOT_FOUND'} | {'TASK_RUNNING'} |
--         {'TASK_FINISHED'}
-- Event task:cancelled
local id = ARGV[3]
local state = loadState(id)
if not state then
  return { 'TASK_NOT_FOUND' }
end
if state.status == 'running' then
  return { 'TASK_RUNNING' }
end
if state.status ~= 'pending' then
  return { 'TASK_FINISHED' }
end
moveStatus(state, 'cancelled')
state.finishedAt = now
state.runAt = nil
local json = saveState(id, state)
redis.call('HDEL', KEYS[1], 'e')
setErrorTerms(state.number, id, '')
redis.call('ZREM', prefix .. ':due', dueMember(id, state))
appendEvent('task:cancelled', id, json)
return { 'ok', readTask(id) }
