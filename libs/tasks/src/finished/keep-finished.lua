-- Keeps the order in which tasks finished by some entries of the event log, together with the cursor of who read them.
-- KEYS 1 the followers' cursors
-- ARGV 3 the follower, 4 where it was, 5 where it is now, 6 what finished (JSON: {when (epoch ms), number, …}), 7 what is gone, or
--      waits again (JSON: {number, …}); of 2,250 entries at most, which unpack takes
-- Returns 1, or 0 where that was done before
--- @flags allow-oom
--- @include "order"
--- @include "../event-log/advance"
local follower, was, is = ARGV[3], ARGV[4], ARGV[5]
local finished, gone = cjson.decode(ARGV[6]), cjson.decode(ARGV[7])

if not advanceFollower(KEYS[1], follower, was, is) then
  return 0
end
for i = 2, #finished, 2 do
  finished[i] = finishedMember(finished[i])
end
for i = 1, #gone do
  gone[i] = finishedMember(gone[i])
end
if #finished > 0 then
  redis.call('ZADD', finishedKey, unpack(finished))
end
if #gone > 0 then
  redis.call('ZREM', finishedKey, unpack(gone))
end
return 1
