-- Begins an attempt with a ticket. A ticket that is not the task's current one, or whose task is held or no longer
-- pending, is stale; so is one that may not begin any more: its lane or type was paused, a limit lowered. A task that was to
-- begin earlier is cancelled instead. The same call again (same token) is answered as before.
-- KEYS 1 the record
-- ARGV 3 id, 4 ticket, 5 token of this call, 6 worker, 7 lease (ms)
-- Returns {'started', state, head, params, its secrets or nil} | {'stale'}
-- Event task:started; task:cancelled of one that is expired
--- @flags allow-oom
--- @include "../record/record"
--- @include "start-one"
local id, ticket, token = ARGV[3], ARGV[4], ARGV[5]
local worker, leaseMs = ARGV[6], ARGV[7]

return startOne(id, ticket, token, worker, leaseMs)
