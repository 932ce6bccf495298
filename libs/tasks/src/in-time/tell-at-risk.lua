-- Tells of unfinished tasks that are likely to miss their deadlines, once each.
-- KEYS 1 the tasks with a deadline, by when they are at risk
-- ARGV 3 how many at most
-- Returns how many there were
-- Event task:at-risk
--- @flags allow-oom
--- @include "../record/record"
--- @include "../record/events"
local limit = tonumber(ARGV[3])

local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
for _, id in ipairs(due) do
  redis.call('ZREM', KEYS[1], id)
  local task = loadTask(id)
  local status = task and task.state.status
  if (status == 'pending' or status == 'running') and not task.state.isAtRisk then
    task.state.isAtRisk = true
    saveTask(task)
    appendEvent('task:at-risk', task)
  end
end
return #due
