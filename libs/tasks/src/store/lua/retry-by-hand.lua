-- Puts a failed task back in its lane with its retry count at 0.
-- KEYS 1 the record
-- ARGV 3 id, 4 grace (ms until a missing ticket is noticed)
-- Returns {'ok', flat list of the record's fields and values, log lines, ticket} | {'TASK_NOT_FOUND'} | {'TASK_NOT_FAILED'}
-- Event task:retrying
local id = ARGV[3]
local state = loadState(id)
if not state then
  return { 'TASK_NOT_FOUND' }
end
if state.status ~= 'failed' then
  return { 'TASK_NOT_FAILED' }
end
moveStatus(state, 'pending')
state.retryCount = 0
state.ticket = state.ticket + 1
state.progress = 0
state.progressText = nil
state.finishedAt = nil
state.runAt = nil
local json = saveState(id, state)
redis.call('ZADD', prefix .. ':due', now + tonumber(ARGV[4]), dueMember(id, state))
appendEvent('task:retrying', id, json)
local record, log = readTask(id)
return { 'ok', record, log, state.ticket }
