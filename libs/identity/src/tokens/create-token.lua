-- Keeps an access token.
-- KEYS 1 prefix
-- ARGV 1 its digest, 2 its id, 3 whose it is, 4 the token (JSON), 5 most tokens of a person, 6 the audit entry
-- Returns 'ok' | 'USER_NOT_FOUND' | 'TOO_MANY_TOKENS'
--- @include "tokens"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local digest, id, userId, json, most, entry = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
local _, user = userOf(userId)
if not user then
  return 'USER_NOT_FOUND'
end
if redis.call('HLEN', tokensOf(userId)) >= most then
  return 'TOO_MANY_TOKENS'
end
tellAudit(entry, 'm', id)
redis.call('HSET', tokensOf(userId), id, digest)
redis.call('HSET', prefix .. ':tokens', digest, json)
return 'ok'
