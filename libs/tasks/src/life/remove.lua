-- Deletes finished tasks: records, logs and index entries.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 the tasks (JSON: their ids), 4 the terms that those are found by (JSON: {value, place of a task in the list, …}, …),
--      5 the audit entry, where a person deletes one
-- Returns, of each, 'ok' | 'TASK_NOT_FOUND' | 'TASK_NOT_FINISHED'
-- Event task:deleted of each that is 'ok'
--- @flags allow-oom
--- @include "../record/record"
--- @include "../record/sizes"
--- @include "../record/events"
--- @include "../index/intake"
--- @include "../index/numbers"
--- @include "../audit-trail/tell"
local wanted, terms, entry = cjson.decode(ARGV[3]), cjson.decode(ARGV[4]), ARGV[5]

-- By their places in the list: nil of one that is not deleted.
local outcomes, taken, isTaken = {}, {}, {}
local newest = 0

-- Everything is read before anything is written; what cannot be read is nobody's task.
local function take(place, id)
  local task = not isTaken[id] and loadTask(id)
  local head = task and headOf(task)
  if not head then
    return 'TASK_NOT_FOUND'
  end
  if task.state.status == 'pending' or task.state.status == 'running' then
    return 'TASK_NOT_FINISHED'
  end
  task.facets = { type = head.type, priority = head.priority, owner = head.createdBy.id, schedule = head.scheduleId }
  task.termsOfError = parsedTermValues(task.errorTerms)
  taken[place], isTaken[id] = task, true
  newest = math.max(newest, task.state.number)
  return 'ok'
end
for place, id in ipairs(wanted) do
  outcomes[place] = take(place, id)
end

if entry ~= '' and taken[1] then
  local was = { type = taken[1].facets.type, owner = taken[1].facets.owner, status = taken[1].state.status }
  tellAudit(entry, 'b', cjson.encode(was))
end
fileUpTo(newest)
local batch, segments, bytes, counts = newBatch(), {}, {}, {}

-- Off what is counted once all are told.
local function discount(owner, field)
  counts[owner] = counts[owner] or {}
  counts[owner][field] = (counts[owner][field] or 0) + 1
end

local function leave(task)
  local state = task.state
  task.segment, task.bit = segmentKey(state.number), bitText(state.number)
  -- One version further, as its event tells it; quotes within texts are escaped, so nothing else is found.
  local json, found = task.json:gsub('"version":%d+', string.format('"version":%d', state.version + 1), 1)
  if found == 1 then
    task.json = json
  else
    advanceTask(task)
  end
  appendEvent('task:deleted', task)
  batch.putLasting(state.number, task.facets)
  batch.put(state.number, 'status', state.status)
  for value in pairs(task.termsOfError) do
    batch.put(state.number, 'error', value)
  end
  bytes[state.status] = (bytes[state.status] or 0) + (state.bytes or 0)
  discount(state.owner, 'status:' .. state.status)
  discount(state.owner, 'type:' .. task.facets.type)
  redis.call('DEL', recordKey(task.id), prefix .. ':log:' .. task.id)
  segments[math.floor(state.number / SEGMENT)] = true
end
for place = 1, #wanted do
  local task = taken[place]
  if task then
    leave(task)
  end
end
for _, term in ipairs(terms) do
  local key, segment
  for i = 2, #term do
    local task = taken[term[i]]
    if task then
      if task.segment ~= segment then
        segment, key = task.segment, task.segment .. 'term:' .. term[1]
      end
      batch.putBit(key, task.bit)
    end
  end
end
batch.write(removeBits)
for owner, fields in pairs(counts) do
  for field, by in pairs(fields) do
    countField(owner, field, -by)
  end
end
for status, by in pairs(bytes) do
  countBytes(status, -by)
end
for segment in pairs(segments) do
  forgetIfEmpty(segment)
end
return outcomes
