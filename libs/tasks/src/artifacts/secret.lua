-- Gives the deployment's secret, and makes it where there is none: the same one to every process that asks.
-- KEYS 1 the secret
-- ARGV 3 a random one
-- Returns the secret
--- @flags allow-oom
local random = ARGV[3]

return redis.call('SET', KEYS[1], random, 'NX', 'GET') or random
