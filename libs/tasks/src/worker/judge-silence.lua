-- Notes a sweep for silent workers. Where nobody swept for a lease, Redis was away for everybody: then silence means
-- nothing until the workers had a lease to say that they are alive.
-- KEYS 1 when the last sweep was
-- ARGV 3 lease (ms)
-- Returns 1 when silence means something, else 0
--- @flags allow-oom
--- @include "../record/record"
local leaseMs = tonumber(ARGV[3])

local held = prefix .. ':sweep-hold'
local swept = tonumber(redis.call('GET', KEYS[1]))
redis.call('SET', KEYS[1], now)
if swept and now - swept > leaseMs then
  redis.call('SET', held, now + leaseMs)
end
return now >= tonumber(redis.call('GET', held) or 0) and 1 or 0
