-- Lets tasks of a lane or type start again.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 'lane:<lane>' or 'type:<type>', 4 who does it (JSON), 5 the audit entry
-- Event lane:changed or type:changed, of one that was paused
--- @flags allow-oom
--- @include "../record/record"
--- @include "control-change"
--- @include "deal"
local what, by, entry = ARGV[3], ARGV[4], ARGV[5]

tellControl(entry, 'pause:' .. what, 'pause', '')
if redis.call('HDEL', KEYS[1], 'pause:' .. what) == 1 then
  controlChanged(what, by)
end
local lane, taskType = what:match('^lane:(.*)$'), what:match('^type:(.*)$')
if lane then
  waitingRoom().deal(lane, 0)
elseif taskType then
  waitingRoom().openGate('pause|' .. taskType)
end
