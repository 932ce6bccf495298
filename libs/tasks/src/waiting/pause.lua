-- Lets nothing new of a lane or type start.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 'lane:<lane>' or 'type:<type>', 4 who does it (JSON), 5 the pause (JSON: {by, at, reason, ends})
-- Event lane:changed or type:changed
--- @flags allow-oom
--- @include "../record/record"
--- @include "control-change"
local what, by, pauseJson = ARGV[3], ARGV[4], ARGV[5]

redis.call('HSET', KEYS[1], 'pause:' .. what, pauseJson)
controlChanged(what, by)
