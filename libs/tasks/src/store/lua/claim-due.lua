-- Puts the tickets of pending tasks whose time has come in their lanes: run time reached, backoff over.
-- KEYS 1 the due set
-- ARGV 3 how many at most
-- Returns how many were due
--- @flags allow-oom
--- @include "lib/tickets"
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do
  local id, ticket = member:match('^(.+)%.(%d+)$')
  local task = id and loadTask(id)
  if task and task.state.status == 'pending' and task.state.ticket == tonumber(ticket) then
    addTicket(task, laneOf(task))
  end
  redis.call('ZREM', KEYS[1], member)
end
return #due
