-- Puts the tickets of pending tasks whose time has come in their lanes: run time reached, backoff over.
-- KEYS 1 the due set
-- ARGV 3 how many at most
-- Returns how many were due
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])
for _, member in ipairs(due) do
  local id, ticket = member:match('^(.+)%.(%d+)$')
  local state = loadState(id)
  if state and state.status == 'pending' and state.ticket == tonumber(ticket) then
    addTicket(laneOf(id), id, state)
  end
  redis.call('ZREM', KEYS[1], member)
end
return #due
