-- Begins an attempt with a ticket. A ticket that is not the task's current one, or whose task is held or no longer
-- pending, is stale; so is one that may not begin any more: its lane or type was paused, a limit lowered. A task that was to
-- begin earlier is cancelled instead. The same call again (same token) is answered as before.
-- KEYS 1 the record
-- ARGV 3 id, 4 ticket, 5 token of this call, 6 worker, 7 lease (ms)
-- Returns {'started', state, head, params} | {'stale'}
-- Event task:started; task:cancelled of one that is expired
--- @flags allow-oom
--- @include "../record/record"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../index/postings"
--- @include "../in-time/expiry"
local id, ticket, token = ARGV[3], tonumber(ARGV[4]), ARGV[5]
local worker, leaseMs = ARGV[6], tonumber(ARGV[7])

local task, paramsJson = loadTask(id, 'p')
local state = task and task.state
if state and state.ticket == ticket and state.status == 'running' and state.token == token then
  return { 'started', task.json, task.head, paramsJson }
end
if not state or state.ticket ~= ticket or state.status ~= 'pending' or state.held then
  if task then
    waitingRoom().deal(laneOf(task), 1) -- the slot that took it is free again
  end
  return { 'stale' }
end
if isExpired(state) then
  expire(task)
  waitingRoom().deal(laneOf(task), 1)
  return { 'stale' }
end
local dueAt = state.runAt -- nil where it was due at once
local room = takeUp(task)
if room.hasControl and not waitingRoom().mayBegin(room, task) then
  state.runAt = dueAt
  waitingRoom().putBack(task)
  return { 'stale' }
end

moveStatus(state, 'running')
state.attempt = state.attempt + 1
state.token = token
state.startedAt = now
state.progress = 0
state.progressText = nil
state.logged = nil
state.dueAt = dueAt
forgetStart(task)
saveTask(task, 'a' .. state.attempt, cjson.encode({ startedAt = now, worker = worker }))
redis.call('ZADD', prefix .. ':leases', now + leaseMs, id)
appendEvent('task:started', task)
return { 'started', task.json, task.head, paramsJson }
