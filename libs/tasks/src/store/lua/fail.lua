-- Ends a failed attempt that has no retry left.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 failure (JSON), 6 its search terms (JSON)
-- Returns 'ok' | 'fenced'
-- Event task:failed
--- @flags allow-oom
--- @include "lib/failure"
local id, number = ARGV[3], tonumber(ARGV[4])
local task = loadHeld(id, number)
if not task then
  return 'fenced'
end
toFailed(task, 'failed', ARGV[5], ARGV[6])
return 'ok'
