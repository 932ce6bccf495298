-- Creates an account.
-- KEYS 1 prefix
-- ARGV 1 id, 2 the name as it is compared, 3 the user (JSON)
-- Returns {'ok'} | {'USERNAME_TAKEN'}
if redis.call('HSETNX', KEYS[1] .. ':usernames', ARGV[2], ARGV[1]) == 0 then
  return { 'USERNAME_TAKEN' }
end
redis.call('HSET', KEYS[1] .. ':users', ARGV[1], ARGV[3])
return { 'ok' }
