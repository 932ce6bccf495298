-- Lets tasks of a lane or type start again.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 'lane:<lane>' or 'type:<type>'
--- @flags allow-oom
--- @include "../record/record"
--- @include "control-mark"
--- @include "deal"
local what = ARGV[3]

redis.call('HDEL', KEYS[1], 'pause:' .. what)
markControl()
local lane, taskType = what:match('^lane:(.*)$'), what:match('^type:(.*)$')
if lane then
  waitingRoom().deal(lane, 0)
elseif taskType then
  waitingRoom().openGate('pause|' .. taskType)
end
