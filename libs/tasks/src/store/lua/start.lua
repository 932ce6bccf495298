-- Begins an attempt with a ticket. A ticket that is not the task's current one, or whose task is no longer
-- pending, is stale. The same call again (same token) is answered as before.
-- KEYS 1 the record
-- ARGV 3 id, 4 ticket, 5 token of this call, 6 worker, 7 lease (ms)
-- Returns {'started', state, head, params} | {'stale'}
-- Event task:started
local id, ticket, token = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local state = loadState(id)
if not state or state.ticket ~= ticket then
  return { 'stale' }
end
if state.status == 'running' and state.token == token then
  local record = redis.call('HMGET', KEYS[1], 's', 'h', 'p')
  return { 'started', record[1], record[2], record[3] }
end
if state.status ~= 'pending' then
  return { 'stale' }
end

local member = dueMember(id, state)
moveStatus(state, 'running')
state.attempt = state.attempt + 1
state.token = token
state.startedAt = now
state.progress = 0
state.progressText = nil
state.dueAt = state.runAt -- nil where it was due at once
state.runAt = nil
local json = saveState(id, state, 'a' .. state.attempt, cjson.encode({ startedAt = now, worker = ARGV[6] }))
redis.call('ZADD', prefix .. ':leases', now + tonumber(ARGV[7]), id)
redis.call('ZREM', prefix .. ':due', member)
appendEvent('task:started', id, json)
local record = redis.call('HMGET', KEYS[1], 'h', 'p')
return { 'started', json, record[1], record[2] }
