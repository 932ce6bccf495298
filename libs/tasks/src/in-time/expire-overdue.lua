-- Cancels pending tasks that have not begun by their time.
-- KEYS 1 the tasks with such a time, by it
-- ARGV 3 how many at most
-- Returns how many there were
-- Event task:cancelled
--- @flags allow-oom
--- @include "../record/record"
--- @include "expiry"
local limit = tonumber(ARGV[3])

local overdue = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
for _, id in ipairs(overdue) do
  redis.call('ZREM', KEYS[1], id)
  local task = loadTask(id)
  if task and isExpired(task.state) then
    expire(task)
  end
end
return #overdue
