-- Ends an attempt that a shutdown interrupted: back in its lane at once, no retry used up.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
-- Event task:retrying
local id, number = ARGV[3], tonumber(ARGV[4])
local state = loadState(id)
if not holds(state, number) then
  return 'fenced'
end
local attempt = endedAttempt(id, state, 'interrupted')
moveStatus(state, 'pending')
state.ticket = state.ticket + 1
local json = saveState(id, state, 'a' .. number, attempt)
redis.call('ZREM', prefix .. ':leases', id)
redis.call('ZADD', prefix .. ':due', now, dueMember(id, state))
appendEvent('task:retrying', id, json)
return 'ok'
