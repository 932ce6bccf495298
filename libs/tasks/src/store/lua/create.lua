-- Creates a task: record, index entries, its ticket (or, with a run time to come, its due entry) and event.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id tail (the last 20 hex digits of a UUIDv7), 4 head, 5 params, 6 type, 7 priority, 8 owner,
--      9 run at (epoch ms; 0, or past, for now), 10 max retries, 11 idempotency key ('' for none), 12 hash of the request,
--      13 its lifetime (ms), 14 what it is found by forever (JSON: {type, priority, owner, terms})
-- Returns {'created', id, state} | {'exists', id} | {'refused', 'IDEMPOTENCY_KEY_REUSED'}
-- Event task:created
--- @include "lib/record"
--- @include "lib/tickets"
--- @include "lib/events"
--- @include "lib/index"
--- @include "lib/intake"
--- @include "lib/numbers"
local idempotencyKey = ARGV[11] ~= '' and (prefix .. ':idem:' .. ARGV[11])
if idempotencyKey then
  local earlier = redis.call('HMGET', idempotencyKey, 'hash', 'id')
  if earlier[1] and redis.call('EXISTS', recordKey(earlier[2])) == 1 then -- it is void with its task
    if earlier[1] == ARGV[12] then
      return { 'exists', earlier[2] }
    end
    return { 'refused', 'IDEMPOTENCY_KEY_REUSED' }
  end
end

local latest = redis.call('HMGET', KEYS[1], 'number', 'ms')
local number = tonumber(latest[1] or 0) + 1
local createdMs = math.max(now, tonumber(latest[2] or 0))
redis.call('HSET', KEYS[1], 'number', number, 'ms', createdMs)

local tail = ARGV[3]
local timeHigh, timeLow = math.floor(createdMs / 65536), createdMs % 65536
local id = string.format('%08x-%04x-', timeHigh, timeLow)
  .. tail:sub(1, 4) .. '-' .. tail:sub(5, 8) .. '-' .. tail:sub(9)
redis.call('SETRANGE', idsKey(math.floor(number / SEGMENT)), (number % SEGMENT) * 16, pack(id))

local runAt = tonumber(ARGV[9])
runAt = runAt > now and runAt or nil
local state = {
  status = 'pending',
  version = 0,
  number = number,
  owner = ARGV[8],
  ticket = 1,
  attempt = 0,
  retryCount = 0,
  maxRetries = tonumber(ARGV[10]),
  progress = 0,
  runAt = runAt,
}
local task = { id = id, state = state, head = ARGV[4], error = '' }
saveTask(task, 'h', ARGV[4], 'p', ARGV[5])

addPosting(number, 'status', 'pending')
takeIn(number, ARGV[14])
count(ARGV[8], 'status', 'pending', 1)
count(ARGV[8], 'type', ARGV[6], 1)

if runAt then
  addDue(task, runAt)
else
  addTicket(task, ARGV[7])
end
if idempotencyKey then
  redis.call('HSET', idempotencyKey, 'hash', ARGV[12], 'id', id)
  redis.call('PEXPIRE', idempotencyKey, ARGV[13])
end
appendEvent('task:created', task)
return { 'created', id, task.json }
