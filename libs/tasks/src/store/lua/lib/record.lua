-- Shared by every script. A task's record is a hash:
--   h      JSON, what never changes: type, title, priority, createdBy, timeoutMs, maxRetries, locale, requestId
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

local function loadState(id)
  local state = redis.call('HGET', recordKey(id), 's')
  return state and cjson.decode(state)
end

-- A task's whole record, as a flat list of fields and values, and its log lines.
local function readTask(id)
  return redis.call('HGETALL', recordKey(id)), redis.call('LRANGE', prefix .. ':log:' .. id, 0, -1)
end

-- Puts the state back, one version further, together with other fields of the record, and returns it as JSON.
local function saveState(id, state, ...)
  state.version = state.version + 1
  local json = cjson.encode(state)
  redis.call('HSET', recordKey(id), 's', json, ...)
  return json
end

-- The attempt's entry with its end, to be saved beside the state.
local function endedAttempt(id, state, outcome, failure)
  local attempt = cjson.decode(redis.call('HGET', recordKey(id), 'a' .. state.attempt))
  attempt.finishedAt = now
  attempt.outcome = outcome
  attempt.error = failure
  return cjson.encode(attempt)
end

-- A pending task without a ticket stands in the due set as `id.ticket` until its ticket is in its lane.
local function dueMember(id, state)
  return id .. '.' .. state.ticket
end

-- Whether this attempt still holds the task. Every word of a worker is checked by it.
local function holds(state, attempt)
  return state and state.status == 'running' and state.attempt == attempt
end
