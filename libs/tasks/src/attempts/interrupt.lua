-- Ends an attempt that a shutdown interrupted: ready again at once, no retry used up.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
-- Event task:retrying
--- @flags allow-oom
--- @include "../record/record"
--- @include "attempt-end"
local id, attempt = ARGV[3], tonumber(ARGV[4])

local task = loadRunning(id, attempt)
if not task then
  return 'fenced'
end
endAttempt(task, { outcome = 'interrupted', status = 'pending' })
return 'ok'
