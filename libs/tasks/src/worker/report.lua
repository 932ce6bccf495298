-- Keeps what a worker says of itself, also while Redis is full: that is when people look.
-- KEYS 1 the report
-- ARGV 3 report (JSON), 4 for how long it counts (ms)
--- @flags allow-oom
local reportJson, lifetimeMs = ARGV[3], ARGV[4]

redis.call('SET', KEYS[1], reportJson, 'PX', lifetimeMs)
