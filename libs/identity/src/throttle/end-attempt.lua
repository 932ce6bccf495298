-- Counts how an attempt to sign in went.
-- KEYS 1 prefix
-- ARGV 1 'failed' | 'ok' | 'broken off', 2 account at this address ('' to remember nothing), 3 how long it is remembered in s,
--      4… counters the attempt is in
--- @flags allow-oom
for i = 4, #ARGV do
  local key = KEYS[1] .. ':login-attempts:' .. ARGV[i]
  if redis.call('EXISTS', key) == 1 then
    redis.call('HINCRBY', key, 'underWay', -1)
    if ARGV[1] == 'failed' then
      redis.call('HINCRBY', key, 'failed', 1)
    elseif ARGV[1] == 'ok' and #ARGV == 4 then
      redis.call('HDEL', key, 'failed') -- a place of the person's own
    end
  end
end
if ARGV[1] == 'ok' and ARGV[2] ~= '' then
  redis.call('SET', KEYS[1] .. ':login-known:' .. ARGV[2], 1, 'EX', ARGV[3])
end
