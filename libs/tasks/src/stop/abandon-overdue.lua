-- Ends attempts whose grace is over and whose workers do not say so: one may be blocked and still hold its lease.
-- KEYS 1 the stops, by when they are forced
-- ARGV 3 so long they are left to their workers (ms), 4 how many at most
-- Returns how many there were
-- Event task:cancelled
--- @flags allow-oom
--- @include "../record/record"
--- @include "abandonment"
local leftMs, limit = tonumber(ARGV[3]), tonumber(ARGV[4])

local ended = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - leftMs, 'LIMIT', 0, limit)) do
  redis.call('ZREM', KEYS[1], id)
  local task = loadLatest(id)
  if task and task.state.status == 'running' and task.state.stop then
    abandon(task)
    ended = ended + 1
  end
end
return ended
