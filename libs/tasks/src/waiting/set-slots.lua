-- Sets the slots of each worker in a lane, or ('') lets its setting count again.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 lane, 4 who does it (JSON), 5 slots, 6 the audit entry
-- Event lane:changed
--- @flags allow-oom
--- @include "../record/record"
--- @include "control-change"
local lane, by, slots, entry = ARGV[3], ARGV[4], ARGV[5], ARGV[6]

tellControl(entry, 'slots:' .. lane, 'slotsPerWorker', slots)
if slots == '' then
  redis.call('HDEL', KEYS[1], 'slots:' .. lane)
else
  redis.call('HSET', KEYS[1], 'slots:' .. lane, slots)
end
controlChanged('lane:' .. lane, by)
