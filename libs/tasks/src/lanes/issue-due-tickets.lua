-- Puts the tickets of pending tasks whose time has come where they belong: run time reached, backoff over.
-- KEYS 1 the due set
-- ARGV 3 how many at most
-- Returns how many were due
--- @flags allow-oom
--- @include "tickets"
local limit = tonumber(ARGV[3])

local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)
for _, member in ipairs(due) do
  redis.call('ZREM', KEYS[1], member)
  local task = taskOfTicket(member)
  if task then
    enterLane(task)
    if task.state.gate or task.state.gates then
      rewriteState(task)
    end
  end
end
return #due
