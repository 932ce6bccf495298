-- Lets nothing new of a lane or type start.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 'lane:<lane>' or 'type:<type>', 4 the pause (JSON: {by, at, reason, ends})
--- @flags allow-oom
--- @include "../record/record"
--- @include "control-mark"
local what, pauseJson = ARGV[3], ARGV[4]

redis.call('HSET', KEYS[1], 'pause:' .. what, pauseJson)
markControl()
