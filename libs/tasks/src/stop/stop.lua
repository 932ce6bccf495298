-- Asks the worker of a running task to stop it; by force the attempt ends now, whatever its handler does.
-- KEYS 1 the record
-- ARGV 3 id, 4 who asks (JSON), 5 why ('' for none), 6 how long the handler gets (ms), 7 'force' or '', 8 whether tasks of
--      its type may be stopped (1 or 0), 9 the audit entry
-- Returns {'ok' | 'again', flat list of the record's fields and values, log lines} | {'TASK_NOT_FOUND'} |
--         {'TASK_NOT_RUNNING'} | {'TASK_FINISHED'} | {'TASK_NOT_STOPPABLE'}
-- Event task:stopping; by force task:cancelled after it
--- @flags allow-oom
--- @include "../record/record"
--- @include "../record/events"
--- @include "../attempts/tell-worker"
--- @include "abandonment"
--- @include "../audit-trail/tell"
local id, by, why, graceMs, byForce, isStoppable = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7] == 'force', ARGV[8] == '1'
local entry = ARGV[9]

local task = loadLatest(id)
if not task then
  return { 'TASK_NOT_FOUND' }
end
local state = task.state
if state.status == 'pending' then
  return { 'TASK_NOT_RUNNING' }
end
if state.status ~= 'running' then
  return { 'TASK_FINISHED' }
end
if not isStoppable then
  return { 'TASK_NOT_STOPPABLE' }
end

local isNew = not state.stop
if isNew then
  state.stop = { by = cjson.decode(by), at = now, reason = why ~= '' and why or nil, forceAt = now + graceMs }
end
if byForce then
  state.stop.forceAt = math.min(state.stop.forceAt, now)
elseif not isNew then
  return { 'again', readTask(id) }
end
tellAudit(entry, 'f', cjson.encode({ force = byForce }))
saveTask(task)
appendEvent('task:stopping', task)
if byForce then
  abandon(task)
else
  redis.call('ZADD', prefix .. ':stops', state.stop.forceAt, id)
  tellWorker(task.attemptJson, { kind = 'stop', taskId = id, attempt = state.attempt, stop = state.stop })
end
return { 'ok', readTask(id) }
