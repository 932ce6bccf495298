-- Shared by every script that reads or writes tasks. A task's record is a hash:
--   h      JSON, what never changes: type, title, priority, createdBy, timeoutMs, locale, requestId,
--          traceparent and tracestate where there are
--   p      JSON, its params, with masks in place of secrets
--   x      those, sealed (`secrets/`); only when there are some
--   s      JSON, its state: what the scripts compare and change
--   e r f  JSON, the latest error, the result, the artifact; each only when there is one
--   a1 a2  JSON, one attempt each
--   q      JSON, the search terms of the latest error
-- ARGV of every script begins with: key prefix, now in epoch milliseconds. A script takes the others into locals at its
-- top, each as one text or number; a list is one of them, as JSON.
-- Redis writes a number as an argument of a command with 17 digits, at as much cost as the command: what is a text already is
-- given as one.
local prefix, now, nowText = ARGV[1], tonumber(ARGV[2]), ARGV[2]

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

-- Whether a state has what it cannot be without: what the scripts count with.
local function isState(state)
  return type(state.number) == 'number'
    and type(state.version) == 'number'
    and type(state.ticket) == 'number'
    and type(state.attempt) == 'number'
    and type(state.retryCount) == 'number'
    and type(state.maxRetries) == 'number'
    and type(state.progress) == 'number'
    and type(state.status) == 'string'
    and type(state.owner) == 'string'
end

-- What a change needs of a task, read at once; nil when it is not there or cannot be read. `json` is its state as it was
-- saved last. Returns it, and the values of further fields of the record that are asked for.
local function loadTask(id, ...)
  local fields = fieldsOf('HMGET', recordKey(id), 's', 'h', 'e', 'q', ...)
  local state = decoded(fields[1])
  if not state or not isState(state) or not fields[2] then
    return nil
  end
  return {
    id = id,
    state = state,
    json = fields[1],
    head = fields[2],
    error = fields[3] or '',
    errorTerms = fields[4] or '',
  }, unpack(fields, 5)
end

-- JSON keeps 14 digits of a number, which a time far ahead has more of: those are written whole.
local WHOLE_FROM = 1e14

local function isLong(time)
  return type(time) == 'number' and (time >= WHOLE_FROM or time <= -WHOLE_FROM)
end

local function encodeState(state)
  if not (isLong(state.runAt) or isLong(state.dueAt) or isLong(state.startBy) or isLong(state.riskAt)) then
    return cjson.encode(state)
  end
  local whole = {}
  for field, value in pairs(state) do
    if isLong(value) then
      whole[field] = value
    end
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

-- Puts the state back as the version that it is: what people see of the task is the same.
local function rewriteState(task)
  task.json = encodeState(task.state)
  redis.call('HSET', recordKey(task.id), 's', task.json)
end

-- The task with the entry of one of its attempts as `attemptJson`.
local function loadAttempt(id, attempt)
  local task, json = loadTask(id, 'a' .. attempt)
  if task then
    task.attemptJson = json
  end
  return task
end

-- The task with the entry of its latest attempt.
local function loadLatest(id)
  local task = loadTask(id)
  if task then
    task.attemptJson = fieldsOf('HMGET', recordKey(id), 'a' .. task.state.attempt)[1]
  end
  return task
end

-- Whether this attempt still runs the task. Every word of a worker is checked by it.
local function isRunBy(task, attempt)
  return task and task.state.status == 'running' and task.state.attempt == attempt
end

-- The task with the attempt's entry, if the attempt still runs it.
local function loadRunning(id, attempt)
  local task = loadAttempt(id, attempt)
  return isRunBy(task, attempt) and task or nil
end
