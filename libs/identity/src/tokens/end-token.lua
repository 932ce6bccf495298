-- Revokes an access token.
-- KEYS 1 prefix
-- ARGV 1 whose it is, 2 its id
-- Returns 1, or 0 where there is none
--- @include "tokens"
--- @flags allow-oom
local userId, id = ARGV[1], ARGV[2]
local digest = redis.call('HGET', tokensOf(userId), id)
if not digest then
  return 0
end
endToken(userId, id, digest)
return 1
