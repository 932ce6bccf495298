-- How far several attempts are.
-- KEYS 1 the leases
-- ARGV 3 … 'progress', how many arguments follow, those of `progress`; the next one
-- Returns for each what `progress` returns | {'failed', message}
-- Event task:progress
--- @include "../record/record"
--- @include "../attempts/progress-one"
--- @include "answer-each"
local calls = { ARGV[3], unpack(ARGV, 4) }

return answerEach({ progress = progressOne }, calls)
