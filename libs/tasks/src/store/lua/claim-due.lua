-- Claims up to a number of pending tasks whose time has come and that have no ticket: run time reached, backoff over,
-- or the process that was to add the ticket died. Each gets a new ticket number, so no ticket id is used twice, and
-- stays in the due set, a grace later, until the ticket is known to be in its lane.
-- KEYS 1 the due set
-- ARGV 3 how many at most, 4 grace (ms)
-- Returns a flat list of id, ticket, head
local tickets = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local id, ticket = member:match('^(.+)%.(%d+)$')
  local state = loadState(id)
  if state and state.status == 'pending' and state.ticket == tonumber(ticket) then
    state.ticket = state.ticket + 1
    redis.call('HSET', recordKey(id), 's', cjson.encode(state))
    redis.call('ZADD', KEYS[1], now + tonumber(ARGV[4]), dueMember(id, state))
    tickets[#tickets + 1] = id
    tickets[#tickets + 1] = state.ticket
    tickets[#tickets + 1] = redis.call('HGET', recordKey(id), 'h')
  end
  redis.call('ZREM', KEYS[1], member)
end
return tickets
