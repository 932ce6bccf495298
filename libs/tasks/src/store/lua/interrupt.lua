-- Ends an attempt that a shutdown interrupted: back in its lane at once, no retry used up.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
-- Event task:retrying
--- @flags allow-oom
--- @include "lib/record"
--- @include "lib/tickets"
--- @include "lib/events"
--- @include "lib/index"
local id, number = ARGV[3], tonumber(ARGV[4])
local task = loadHeld(id, number)
if not task then
  return 'fenced'
end
local state = task.state
moveStatus(state, 'pending')
state.ticket = state.ticket + 1
saveTask(task, 'a' .. number, endedAttempt(task.extra, 'interrupted'))
redis.call('ZREM', prefix .. ':leases', id)
addTicket(task, laneOf(task))
appendEvent('task:retrying', task)
return 'ok'
