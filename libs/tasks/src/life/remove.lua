-- Deletes finished tasks: records, logs and index entries.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 the tasks (JSON: {id, search terms of title and type (JSON)}, …)
-- Returns, of each, 'ok' | 'TASK_NOT_FOUND' | 'TASK_NOT_FINISHED'
-- Event task:deleted of each that is 'ok'
--- @flags allow-oom
--- @include "../record/record"
--- @include "../record/sizes"
--- @include "../record/events"
--- @include "../index/intake"
--- @include "../index/numbers"
local wanted = cjson.decode(ARGV[3])

local outcomes, tasks, isTaken = {}, {}, {}

-- Everything is read before anything is written; what cannot be read is nobody's task.
local function take(id, termsJson)
  local task = not isTaken[id] and loadTask(id)
  local head = task and headOf(task)
  if not head then
    return 'TASK_NOT_FOUND'
  end
  if task.state.status == 'pending' or task.state.status == 'running' then
    return 'TASK_NOT_FINISHED'
  end
  task.facets = { type = head.type, priority = head.priority, owner = head.createdBy.id }
  task.terms, task.termsOfError = parsedTermValues(termsJson), parsedTermValues(task.errorTerms)
  tasks[#tasks + 1] = task
  isTaken[id] = true
  return 'ok'
end
for i, entry in ipairs(wanted) do
  outcomes[i] = take(unpack(entry))
end

fileIntake()
local batch, segments, bytes = newBatch(), {}, {}
for _, task in ipairs(tasks) do
  local state = task.state
  advanceTask(task) -- not saved: the record goes
  appendEvent('task:deleted', task)
  batch.putLasting(state.number, task.facets, task.terms)
  batch.put(state.number, 'status', state.status)
  for value in pairs(task.termsOfError) do
    batch.put(state.number, 'error', value)
  end
  bytes[state.status] = (bytes[state.status] or 0) + (state.bytes or 0)
  count(state.owner, 'status', state.status, -1)
  count(state.owner, 'type', task.facets.type, -1)
  redis.call('DEL', recordKey(task.id), prefix .. ':log:' .. task.id)
  segments[math.floor(state.number / SEGMENT)] = true
end
batch.write(removeBits)
for status, by in pairs(bytes) do
  countBytes(status, -by)
end
for segment in pairs(segments) do
  forgetIfEmpty(segment)
end
return outcomes
