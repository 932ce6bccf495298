-- Begins an attempt with a ticket. A ticket that is not the task's current one, or whose task is held or no longer
-- pending, is stale. The same call again (same token) is answered as before.
-- KEYS 1 the record
-- ARGV 3 id, 4 ticket, 5 token of this call, 6 worker, 7 lease (ms)
-- Returns {'started', state, head, params} | {'stale'}
-- Event task:started
--- @flags allow-oom
--- @include "../record/record"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../index/postings"
local id, ticket, token = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local worker, leaseMs = ARGV[6], tonumber(ARGV[7])

local task, paramsJson = loadTask(id, 'p')
local state = task and task.state
if not state or state.ticket ~= ticket then
  return { 'stale' }
end
if state.status == 'running' and state.token == token then
  return { 'started', task.json, task.head, paramsJson }
end
if state.status ~= 'pending' or state.held then
  return { 'stale' }
end

moveStatus(state, 'running')
state.attempt = state.attempt + 1
state.token = token
state.startedAt = now
state.progress = 0
state.progressText = nil
state.logged = nil
state.dueAt = state.runAt -- nil where it was due at once
stopWaiting(task)
saveTask(task, 'a' .. state.attempt, cjson.encode({ startedAt = now, worker = worker }))
redis.call('ZADD', prefix .. ':leases', now + leaseMs, id)
appendEvent('task:started', task)
return { 'started', task.json, task.head, paramsJson }
