-- Ends an attempt whose handler was told to stop and has not within its grace.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
-- Event task:cancelled
--- @flags allow-oom
--- @include "../record/record"
--- @include "abandonment"
local id, attempt = ARGV[3], tonumber(ARGV[4])

local task = loadRunning(id, attempt)
if not task or not task.state.stop then
  return 'fenced'
end
abandon(task)
return 'ok'
