-- Revokes an access token.
-- KEYS 1 prefix
-- ARGV 1 whose it is, 2 its id, 3 the audit entry
-- Returns 1, or 0 where there is none
--- @include "tokens"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local userId, id, entry = ARGV[1], ARGV[2], ARGV[3]
local digest = redis.call('HGET', tokensOf(userId), id)
if not digest then
  return 0
end
local _, token = tokenOf(digest)
local was = token and { userId = userId, scopes = token.scopes } or { userId = userId }
tellAudit(entry, 'l', token and token.name or '', 'b', cjson.encode(was))
endToken(userId, id, digest)
return 1
