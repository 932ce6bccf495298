-- Creates an account. A name whose account is gone or cannot be read is free.
-- KEYS 1 prefix
-- ARGV 1 id, 2 the name as it is compared, 3 the user (JSON), 4 the audit entry
-- Returns {'ok'} | {'USERNAME_TAKEN'}
--- @include "accounts"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local users, names = prefix .. ':users', prefix .. ':usernames'
local holder = redis.call('HGET', names, ARGV[2])
local _, user = userOf(holder or '')
if user then
  return { 'USERNAME_TAKEN' }
end
tellAudit(ARGV[4], 'm', ARGV[1])
if holder then
  redis.call('HDEL', users, holder)
end
redis.call('HSET', names, ARGV[2], ARGV[1])
redis.call('HSET', users, ARGV[1], ARGV[3])
return { 'ok' }
