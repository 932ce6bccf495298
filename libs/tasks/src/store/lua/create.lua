-- Creates a task: record, index entries, due entry (its ticket is still to come) and event.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id tail (the last 20 hex digits of a UUIDv7), 4 head, 5 params, 6 type, 7 priority, 8 owner,
--      9 run at (epoch ms, or 0 for now), 10 max retries, 11 grace (ms until a missing ticket is noticed),
--      12 idempotency key ('' for none), 13 hash of the request, 14 its lifetime (ms), 15 search terms of title and type (JSON)
-- Returns {'created', id, ticket, state} | {'exists', id} | {'refused', 'IDEMPOTENCY_KEY_REUSED'}
-- Event task:created
local idempotencyKey = ARGV[12] ~= '' and (prefix .. ':idem:' .. ARGV[12])
if idempotencyKey then
  local earlier = redis.call('HMGET', idempotencyKey, 'hash', 'id')
  if earlier[1] then
    if earlier[1] == ARGV[13] then
      return { 'exists', earlier[2] }
    end
    return { 'refused', 'IDEMPOTENCY_KEY_REUSED' }
  end
end

local number = redis.call('HINCRBY', KEYS[1], 'number', 1)
local createdMs = math.max(now, tonumber(redis.call('HGET', KEYS[1], 'ms') or 0))
redis.call('HSET', KEYS[1], 'ms', createdMs)

local tail = ARGV[3]
local timeHigh, timeLow = math.floor(createdMs / 65536), createdMs % 65536
local id = string.format('%08x-%04x-', timeHigh, timeLow)
  .. tail:sub(1, 4) .. '-' .. tail:sub(5, 8) .. '-' .. tail:sub(9)
local packed = struct.pack('>I4I2', timeHigh, timeLow)
  .. tail:gsub('%x%x', function(pair) return string.char(tonumber(pair, 16)) end)
redis.call('SETRANGE', prefix .. ':ids:' .. math.floor(number / SEGMENT), (number % SEGMENT) * 16, packed)

local runAt = tonumber(ARGV[9])
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
  runAt = runAt > 0 and runAt or nil,
}
redis.call('HSET', recordKey(id), 'h', ARGV[4], 'p', ARGV[5])
local json = saveState(id, state)

addPosting(number, 'all', '')
addPosting(number, 'status', 'pending')
addPosting(number, 'type', ARGV[6])
addPosting(number, 'priority', ARGV[7])
addPosting(number, 'owner', ARGV[8])
addTerms(number, ARGV[15])
count(ARGV[8], 'status', 'pending', 1)
count(ARGV[8], 'type', ARGV[6], 1)

redis.call('ZADD', prefix .. ':due', runAt > 0 and runAt or now + tonumber(ARGV[11]), dueMember(id, state))
if idempotencyKey then
  redis.call('HSET', idempotencyKey, 'hash', ARGV[13], 'id', id)
  redis.call('PEXPIRE', idempotencyKey, ARGV[14])
end
appendEvent('task:created', id, json)
return { 'created', id, state.ticket, json }
