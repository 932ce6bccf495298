-- Says that a worker is alive, and with how many slots; takes those off that said nothing for as long as their word counts, and
-- adds up what slots there are.
-- KEYS 1 the workers
-- ARGV 3 worker, 4 for how long the word counts (ms), 5 its slots (JSON: a list of numbers, by lane; '' for those
--      that it said before)
--- @flags allow-oom
--- @include "../record/record"
--- @include "count-slots"
local worker, lifetimeMs, slotsJson = ARGV[3], tonumber(ARGV[4]), ARGV[5]

redis.call('ZADD', KEYS[1], now + lifetimeMs, worker)
if slotsJson ~= '' then
  redis.call('HSET', slotsKey, worker, slotsJson)
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
countSlots()
