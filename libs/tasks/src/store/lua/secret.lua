-- Gives the deployment's secret, and makes it where there is none: the same one to every process that asks.
-- KEYS 1 the secret
-- ARGV 3 a random one
-- Returns the secret
--- @flags allow-oom
return redis.call('SET', KEYS[1], ARGV[3], 'NX', 'GET') or ARGV[3]
