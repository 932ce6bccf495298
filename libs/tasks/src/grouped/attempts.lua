-- How several attempts begin and end, and what each says last.
-- KEYS 1 the leases
-- ARGV 3 … 'start', 'lastProgress', 'complete', 'retry' or 'fail', how many arguments follow, those of the script of that name;
--      the next one
-- Returns for each what that script returns | {'failed', message}
-- Events those of the scripts
--- @flags allow-oom
--- @include "../record/record"
--- @include "../attempts/start-one"
--- @include "../attempts/progress-one"
--- @include "../attempts/end-one"
--- @include "answer-each"
--- @include "write-together"
local calls = { ARGV[3], unpack(ARGV, 4) }

together = newTogether()
local acts = { start = startOne, lastProgress = progressOne, complete = completeOne, retry = retryOne, fail = failOne }
local answers = answerEach(acts, calls)
return writeTogether({}) or answers
