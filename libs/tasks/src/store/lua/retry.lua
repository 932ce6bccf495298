-- Ends a failed attempt that has a retry left: back in its lane after its backoff.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 failure (JSON), 6 its search terms (JSON), 7 run at (epoch ms)
-- Returns 'ok' | 'fenced'
-- Event task:retrying
--- @flags allow-oom
--- @include "lib/failure"
local id, number = ARGV[3], tonumber(ARGV[4])
local task = loadHeld(id, number)
if not task then
  return 'fenced'
end
toRetry(task, 'failed', ARGV[5], ARGV[6], tonumber(ARGV[7]))
return 'ok'
