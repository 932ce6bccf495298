-- How several attempts begin and end.
-- KEYS 1 the leases
-- ARGV 3 … 'start', 'complete', 'retry' or 'fail', how many arguments follow, those of the script of that name; the next one
-- Returns for each what that script returns | {'failed', message}
-- Events those of the scripts
--- @flags allow-oom
--- @include "../record/record"
--- @include "../attempts/start-one"
--- @include "../attempts/end-one"
--- @include "answer-each"
--- @include "write-together"
local calls = { ARGV[3], unpack(ARGV, 4) }

together = newTogether()
local answers = answerEach({ start = startOne, complete = completeOne, retry = retryOne, fail = failOne }, calls)
return writeTogether({}) or answers
