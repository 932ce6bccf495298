-- Shared by every script. A task's record is a hash:
--   h      JSON, what never changes: type, title, priority, createdBy, timeoutMs, locale, requestId
--   p      JSON, its params
--   s      JSON, its state: what the scripts compare and change
--   e r f  JSON, the latest error, the result, the artifact; each only when there is one
--   a1 a2  JSON, one attempt each
--   q      JSON, the search terms of the latest error
-- ARGV of every script begins with: key prefix, now in epoch milliseconds.
local prefix = ARGV[1]
local now = tonumber(ARGV[2])

local function recordKey(id)
  return prefix .. ':t:' .. id
end

-- Asks for fields of a hash; where somebody put a key of another type in its place, there are none.
local function fieldsOf(...)
  local fields = redis.pcall(...)
  return fields.err and {} or fields
end

-- An object from JSON; nil where somebody else wrote it.
local function decoded(json)
  local isJson, value = pcall(cjson.decode, json)
  return isJson and type(value) == 'table' and value or nil
end

-- A task's whole record, and its log lines by `attempt:number of the line`; both flat lists of fields and values.
local function readTask(id)
  return fieldsOf('HGETALL', recordKey(id)), fieldsOf('HGETALL', prefix .. ':log:' .. id)
end

-- What a change needs of a task, read at once; nil when it is not there or cannot be read. `json` is its state as it was
-- saved last, `extra` one more field of the record.
local function loadTask(id, extra)
  local fields = fieldsOf('HMGET', recordKey(id), 's', 'h', 'e', 'q', extra or 's')
  local state = decoded(fields[1])
  return state and state.status and state.number and fields[2] and {
    id = id,
    state = state,
    json = fields[1],
    head = fields[2],
    error = fields[3] or '',
    errorTerms = fields[4] or '',
    extra = fields[5],
  }
end

-- JSON keeps 14 digits of a number, which a time far ahead has more of: those are written whole.
local WHOLE_FROM = 1e14

local function encodeState(state)
  local whole = {}
  for field, value in pairs(state) do
    if type(value) == 'number' and (value >= WHOLE_FROM or value <= -WHOLE_FROM) then
      whole[field] = value
    end
  end
  if next(whole) == nil then
    return cjson.encode(state)
  end
  local rest = {}
  for field, value in pairs(state) do
    rest[field] = whole[field] == nil and value or nil
  end
  local parts = {}
  for field, value in pairs(whole) do
    parts[#parts + 1] = cjson.encode(field) .. string.format(':%.0f', value)
  end
  return '{' .. table.concat(parts, ',') .. ',' .. cjson.encode(rest):sub(2)
end

-- What never changes of a task; nil where somebody else wrote it.
local function headOf(task)
  local head = decoded(task.head)
  local creator = head and head.createdBy
  local isWhole = type(creator) == 'table' and creator.id and head.type and head.priority
  return isWhole and head or nil
end

-- One version further, as its event tells it.
local function advanceTask(task)
  task.state.version = task.state.version + 1
  task.json = encodeState(task.state)
end

-- Puts the state back, one version further, together with other fields of the record.
local function saveTask(task, ...)
  advanceTask(task)
  redis.call('HSET', recordKey(task.id), 's', task.json, ...)
end

-- Whether this attempt still holds the task. Every word of a worker is checked by it.
local function holds(state, attempt)
  return state and state.status == 'running' and state.attempt == attempt
end

-- The task, with the attempt's entry as `extra`, if the attempt still holds it.
local function loadHeld(id, attempt)
  local task = loadTask(id, 'a' .. attempt)
  return task and holds(task.state, attempt) and task or nil
end

-- The attempt's entry with its end, to be saved beside the state.
local function endedAttempt(json, outcome, failure)
  local attempt = decoded(json) or { startedAt = now, worker = '' } -- where somebody deleted it
  attempt.finishedAt = now
  attempt.outcome = outcome
  attempt.error = failure
  return cjson.encode(attempt)
end
