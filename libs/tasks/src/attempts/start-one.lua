-- An attempt begins with a ticket.
--- @include "../record/record"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../index/postings"
--- @include "../in-time/expiry"

-- The entry of an attempt that begins, as `attempt-end.lua` finds it.
local function begunAttempt(worker)
  return '{"startedAt":' .. nowText .. ',"worker":' .. cjson.encode(worker) .. '}'
end

-- Arguments and answer are those of `start`.
local function startOne(id, ticket, token, worker, leaseMs)
  ticket, leaseMs = tonumber(ticket), tonumber(leaseMs)
  local task, paramsJson, secrets = loadTask(id, 'p', 'x')
  local state = task and task.state
  if state and state.ticket == ticket and state.status == 'running' and state.token == token then
    return { 'started', task.json, task.head, paramsJson, secrets }
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
  saveTask(task, 'a' .. state.attempt, begunAttempt(worker))
  redis.call('ZADD', prefix .. ':leases', now + leaseMs, id)
  appendEvent('task:started', task)
  return { 'started', task.json, task.head, paramsJson, secrets }
end
