-- Creates an account. A name whose account is gone or cannot be read is free.
-- KEYS 1 prefix
-- ARGV 1 id, 2 the name as it is compared, 3 the user (JSON)
-- Returns {'ok'} | {'USERNAME_TAKEN'}
--- @include "accounts"
--- @flags allow-oom
local users, names = prefix .. ':users', prefix .. ':usernames'
local holder = redis.call('HGET', names, ARGV[2])
if holder then
  local _, user = userOf(holder)
  if user then
    return { 'USERNAME_TAKEN' }
  end
  redis.call('HDEL', users, holder)
end
redis.call('HSET', names, ARGV[2], ARGV[1])
redis.call('HSET', users, ARGV[1], ARGV[3])
return { 'ok' }
