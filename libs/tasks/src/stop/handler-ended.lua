-- The handler of an abandoned attempt has ended after all.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
-- Event task:handler-ended
--- @flags allow-oom
--- @include "abandoned"
local id, attempt = ARGV[3], ARGV[4]

return endHandler(id, attempt) and 'ok' or 'fenced'
