-- Deletes finished tasks: records, logs and index entries.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id, 4 search terms of title and type (JSON), then the same of others
-- Returns, of each, 'ok' | 'TASK_NOT_FOUND' | 'TASK_NOT_FINISHED'
-- Event task:deleted of each that was there
fileIntake()
local batch, segments = newBatch(), {}

local function remove(id, termsJson)
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
  local head = cjson.decode(task.head)
  local facets = { type = head.type, priority = head.priority, owner = head.createdBy.id }
  batch.putLasting(state.number, facets, parsedTermValues(termsJson))
  batch.put(state.number, 'status', state.status)
  count(state.owner, 'status', state.status, -1)
  count(state.owner, 'type', head.type, -1)
  setError(task, '', '')
  redis.call('DEL', recordKey(id), prefix .. ':log:' .. id)
  segments[math.floor(state.number / SEGMENT)] = true
  return 'ok'
end

local outcomes = {}
for i = 3, #ARGV, 2 do
  outcomes[#outcomes + 1] = remove(ARGV[i], ARGV[i + 1])
end
batch.write(removeBits)
for segment in pairs(segments) do
  forgetIfEmpty(segment)
end
return outcomes
