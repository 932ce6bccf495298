-- Takes a worker off that leaves; with '' for none, says how many slots there are where nobody has yet.
-- KEYS 1 the workers
-- ARGV 3 worker
--- @flags allow-oom
--- @include "../record/record"
--- @include "count-slots"
local worker = ARGV[3]

if worker ~= '' then
  redis.call('ZREM', KEYS[1], worker)
  countSlots()
elseif redis.call('EXISTS', KEYS[1]) == 0 then
  countSlots()
end
