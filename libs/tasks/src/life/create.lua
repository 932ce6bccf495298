-- Creates a task, or finds the one that the same idempotency key created, or that has its lock.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id tail (the last 20 hex digits of a UUIDv7), 4 head, 5 params, 6 type, 7 priority, 8 owner,
--      9 run at (epoch ms; 0, or past, for now), 10 max retries, 11 what it is found by forever (JSON: {type, priority,
--      owner, terms}), 12 idempotency key ('' for none), 13 hash of the request, 14 its lifetime (ms),
--      15 how many tasks of the owner may wait (0 for any), 16 on what conditions (JSON, '' for none: {once: {lock, scope,
--      forMs, refuses; delayMs, maxDelayMs, takesParams of `debounce`}, startWithinMs, riskAt}; what is not asked for is left out),
--      17 the secrets of the params, sealed ('' for none), 18 the audit entry
-- Returns {'created', id, state, entries of the intake that are to be filed now, if any} | {'exists', id} | {'deduplicated', id} |
--         {'refused', 'IDEMPOTENCY_KEY_REUSED' | 'QUEUE_FULL'} | {'refused', 'TASK_DUPLICATE', id}
-- Event task:created; task:rescheduled of a debounced one
--- @include "../record/record"
--- @include "create-one"
local idTail, headJson, paramsJson = ARGV[3], ARGV[4], ARGV[5]
local taskType, priority, owner = ARGV[6], ARGV[7], ARGV[8]
local runAt, maxRetries, facetsJson = ARGV[9], ARGV[10], ARGV[11]
local idempotencyKey, requestHash, lifetimeMs = ARGV[12], ARGV[13], ARGV[14]
local mostWaiting, conditionsJson, secrets, entry = ARGV[15], ARGV[16], ARGV[17], ARGV[18]

return createOne(
  idTail, headJson, paramsJson, taskType, priority, owner, runAt, maxRetries, facetsJson,
  idempotencyKey, requestHash, lifetimeMs, mostWaiting, conditionsJson, secrets, entry
)
