-- Takes schedules that are due, so that nobody else does for a moment: whoever took one and dies loses that moment, no tick.
-- KEYS 1 the schedules by when they are looked at
-- ARGV 3 how many at most, 4 for how long they are one's own (ms)
-- Returns {id, flat list of its fields and values} of each
--- @include "schedule"
local limit, claimMs = tonumber(ARGV[3]), tonumber(ARGV[4])

local claimed = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, limit)) do
  local fields = fieldsOf('HGETALL', scheduleKey(id))
  if #fields > 0 then
    claimed[#claimed + 1] = { id, fields }
    lookAt(id, now + claimMs)
  else
    lookAt(id, nil)
  end
end
return claimed
