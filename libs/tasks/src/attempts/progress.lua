-- Records how far an attempt is and what it logged, and renews its lease. The same call again (same token) changes nothing.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 percent, 6 text ('' leaves it as it is), 7 lease (ms), 8 log lines (JSON: each of them JSON),
--      9 after how many of these some are missing, 10 how many, 11 token of this call, 12 lines kept of an attempt's first,
--      13 and of its newest, 14 attempts whose lines are kept
-- Returns 'ok' | 'fenced'
-- Event task:progress
--- @include "../record/record"
--- @include "progress-one"
local id, attempt, percent, text = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local leaseMs, linesJson, gapAfter, gapLines, token = ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11]
local keptFirst, keptNewest, keptAttempts = ARGV[12], ARGV[13], ARGV[14]

return progressOne(
  id, attempt, percent, text, leaseMs, linesJson, gapAfter, gapLines, token, keptFirst, keptNewest, keptAttempts
)
