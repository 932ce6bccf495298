-- A create as somebody asks for it: where nothing like it is there, and no more wait than may.
--- @include "../record/record"
--- @include "creation"
--- @include "../index/postings"
--- @include "../once/again"
--- @include "../audit-trail/tell"

-- Arguments and answer are those of `create`. What makes and changes nothing is not told: it may be asked as often as anybody likes.
local function createOne(
  idTail, headJson, paramsJson, taskType, priority, owner, runAt, maxRetries, facetsJson,
  idempotencyKey, requestHash, lifetimeMs, mostWaiting, conditionsJson, secrets, entry
)
  runAt, maxRetries = tonumber(runAt), tonumber(maxRetries)
  mostWaiting = tonumber(mostWaiting)
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
        tellAudit(entry, 'm', holder.id)
        reschedule(holder, once, paramsJson, secrets)
      end
      rememberKey(holder.id)
      return { 'deduplicated', holder.id }
    end
    lock = { lock = once.lock, scope = once.scope, forMs = once.forMs }
    if once.scope == 'debounce' then
      runAt, lock.latestAt = now + once.delayMs, now + once.maxDelayMs
    end
  end

  if mostWaiting > 0 and pendingOf(owner) >= mostWaiting then
    return { 'refused', 'QUEUE_FULL' }
  end

  local task = createTask({
    idTail = idTail,
    head = headJson,
    params = paramsJson,
    secrets = secrets,
    type = taskType,
    priority = priority,
    owner = owner,
    maxRetries = maxRetries,
    runAt = runAt,
    facets = facetsJson,
    once = lock,
    startBy = conditions.startWithinMs and now + conditions.startWithinMs,
    riskAt = conditions.riskAt,
    entry = entry,
  })
  rememberKey(task.id)
  return { 'created', task.id, task.json, entriesToFile(task.waiting) }
end
