-- Puts a task whose ticket a worker took and has no slot for back where it waits: it has fewer slots now.
-- KEYS 1 the record
-- ARGV 3 id, 4 ticket
-- Returns 'ok' | 'stale'
--- @flags allow-oom
--- @include "../record/record"
--- @include "../lanes/tickets"
local id, ticket = ARGV[3], ARGV[4]

local task = taskOfTicket(id .. '.' .. ticket)
if not task or task.state.held then
  return 'stale'
end
local runAt = task.state.runAt
takeUp(task)
task.state.runAt = runAt
waitingRoom().putBack(task)
return 'ok'
