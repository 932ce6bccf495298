-- Puts the tickets of pending tasks whose time has come in their lanes: run time reached, backoff over.
-- KEYS 1 the due set
-- ARGV 3 how many at most
-- Returns how many were due
--- @flags allow-oom
--- @include "tickets"
local limit = tonumber(ARGV[3])

local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
for _, member in ipairs(due) do
  redis.call('ZREM', KEYS[1], member)
  local id, ticket = member:match('^(.+)%.(%d+)$')
  local task = id and loadTask(id)
  if task and task.state.status == 'pending' and task.state.ticket == tonumber(ticket) then
    addToLane(task)
  end
end
return #due
