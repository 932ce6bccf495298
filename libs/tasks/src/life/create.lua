-- Creates a task, or finds the one that the same idempotency key created, or that has its lock.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id tail (the last 20 hex digits of a UUIDv7), 4 head, 5 params, 6 type, 7 priority, 8 owner,
--      9 run at (epoch ms; 0, or past, for now), 10 max retries, 11 what it is found by forever (JSON: {type, priority,
--      owner, terms}), 12 idempotency key ('' for none), 13 hash of the request, 14 its lifetime (ms),
--      15 how many tasks of the owner may wait (0 for any), 16 on what conditions (JSON, '' for none: {once: {lock, scope,
--      forMs, refuses; delayMs, maxDelayMs, takesParams of `debounce`}, startWithinMs, riskAt}; what is not asked for is left out)
-- Returns {'created', id, state, entries of the intake that are to be filed now, if any} | {'exists', id} | {'deduplicated', id} |
--         {'refused', 'IDEMPOTENCY_KEY_REUSED' | 'QUEUE_FULL'} | {'refused', 'TASK_DUPLICATE', id}
-- Event task:created; task:rescheduled of a debounced one
--- @include "../record/record"
--- @include "creation"
--- @include "../once/again"
local idTail, headJson, paramsJson = ARGV[3], ARGV[4], ARGV[5]
local taskType, priority, owner = ARGV[6], ARGV[7], ARGV[8]
local runAt, maxRetries, facetsJson = tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11]
local idempotencyKey, requestHash, lifetimeMs = ARGV[12], ARGV[13], tonumber(ARGV[14])
local mostWaiting, conditionsJson = tonumber(ARGV[15]), ARGV[16]

local earlierKey = prefix .. ':idem:' .. idempotencyKey
if idempotencyKey ~= '' then
  local earlier = redis.call('HMGET', earlierKey, 'hash', 'id')
  if earlier[1] and redis.call('EXISTS', recordKey(earlier[2])) == 1 then -- it is void with its task
    if earlier[1] == requestHash then
      return { 'exists', earlier[2] }
    end
    return { 'refused', 'IDEMPOTENCY_KEY_REUSED' }
  end
end

local function rememberKey(id)
  if idempotencyKey ~= '' then
    redis.call('HSET', earlierKey, 'hash', requestHash, 'id', id)
    redis.call('PEXPIRE', earlierKey, lifetimeMs)
  end
end

local conditions = conditionsJson ~= '' and cjson.decode(conditionsJson) or {}
local once, lock = conditions.once, nil
if once then
  local holder = holderOf(once.lock, once.scope)
  if holder and once.refuses then
    return { 'refused', 'TASK_DUPLICATE', holder.id }
  elseif holder then
    if once.scope == 'debounce' then
      reschedule(holder, once, paramsJson)
    end
    rememberKey(holder.id)
    return { 'deduplicated', holder.id }
  end
  lock = { lock = once.lock, scope = once.scope, forMs = once.forMs }
  if once.scope == 'debounce' then
    runAt, lock.latestAt = now + once.delayMs, now + once.maxDelayMs
  end
end

if mostWaiting > 0 and tonumber(redis.call('HGET', prefix .. ':count:' .. owner, 'status:pending') or 0) >= mostWaiting then
  return { 'refused', 'QUEUE_FULL' }
end

local task = createTask({
  idTail = idTail,
  head = headJson,
  params = paramsJson,
  type = taskType,
  priority = priority,
  owner = owner,
  maxRetries = maxRetries,
  runAt = runAt,
  facets = facetsJson,
  once = lock,
  startBy = conditions.startWithinMs and now + conditions.startWithinMs,
  riskAt = conditions.riskAt,
})
rememberKey(task.id)
return { 'created', task.id, task.json, entriesToFile(task.waiting) }
