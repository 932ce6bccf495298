-- Says that a worker is alive, and takes those off that said nothing for as long as their word counts.
-- KEYS 1 the workers
-- ARGV 3 worker, 4 for how long the word counts (ms)
--- @flags allow-oom
--- @include "../record/record"
local worker, lifetimeMs = ARGV[3], tonumber(ARGV[4])

redis.call('ZADD', KEYS[1], now + lifetimeMs, worker)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
