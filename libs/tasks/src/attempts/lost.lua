-- Reads running tasks whose worker stopped renewing their leases, the longest silent first.
-- KEYS 1 the leases
-- ARGV 3 how many at most
-- Returns a flat list of id, attempt, retry count, head
--- @flags allow-oom
--- @include "../record/record"
local limit = tonumber(ARGV[3])

local lost = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)) do
  local task = loadTask(id)
  if task and task.state.status == 'running' then
    lost[#lost + 1] = id
    lost[#lost + 1] = task.state.attempt
    lost[#lost + 1] = task.state.retryCount
    lost[#lost + 1] = task.head
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return lost
