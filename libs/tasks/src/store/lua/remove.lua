-- Deletes a finished task: record, log and index entries.
-- KEYS 1 the record
-- ARGV 3 id, 4 search terms of title and type (JSON)
-- Returns 'ok' | 'TASK_NOT_FOUND' | 'TASK_NOT_FINISHED'
-- Event task:deleted
local id = ARGV[3]
local task = loadTask(id)
if not task then
  return 'TASK_NOT_FOUND'
end
local state = task.state
if state.status == 'pending' or state.status == 'running' then
  return 'TASK_NOT_FINISHED'
end
saveTask(task)
appendEvent('task:deleted', task)
fileIntake()
local head = cjson.decode(task.head)
removePosting(state.number, 'all', '')
removePosting(state.number, 'status', state.status)
removePosting(state.number, 'type', head.type)
removePosting(state.number, 'priority', head.priority)
removePosting(state.number, 'owner', head.createdBy.id)
count(state.owner, 'status', state.status, -1)
count(state.owner, 'type', head.type, -1)
removeTerms(state.number, ARGV[4])
setError(task, '', '')
redis.call('DEL', KEYS[1], prefix .. ':log:' .. id)
forgetIfEmpty(math.floor(state.number / SEGMENT))
return 'ok'
