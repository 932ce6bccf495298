-- Lets nothing new of a lane or type start.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 'lane:<lane>' or 'type:<type>', 4 who does it (JSON), 5 the pause (JSON: {by, at, reason, ends}), 6 the audit entry
-- Event lane:changed or type:changed
--- @flags allow-oom
--- @include "../record/record"
--- @include "control-change"
local what, by, pauseJson, entry = ARGV[3], ARGV[4], ARGV[5], ARGV[6]

tellControl(entry, 'pause:' .. what, 'pause', pauseJson)
redis.call('HSET', KEYS[1], 'pause:' .. what, pauseJson)
controlChanged(what, by)
