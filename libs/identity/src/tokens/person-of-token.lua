-- Who comes with an access token; its use is written down, to the minute.
-- KEYS 1 prefix
-- ARGV 1 its digest, 2 whether this is a use of it, 3 for how many s the OpenID provider of its person may be silent about them
-- Returns {the token (JSON), the user (JSON) as the account is now}, or nil where it is revoked, has expired, or the account may not be used
--- @include "tokens"
--- @flags allow-oom
local digest, isUse, mostUnseen = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3])
local tokenJson, token = tokenOf(digest)
if not token then
  return false
end
local json, user = userOf(token.userId)
local now = redis.call('TIME')
local seconds, nowMs = tonumber(now[1]), now[1] * 1000 + now[2] / 1000
if not user or user.disabled or token.expiresMs <= nowMs then
  return false
end
-- Who has not been seen at their OpenID provider for so long may be nobody's any more.
if user.issuer and seconds - (tonumber(redis.call('HGET', prefix .. ':vouched', user.id)) or 0) > mostUnseen then
  return false
end
if isUse then
  local minute = tostring(seconds - seconds % 60)
  local used = prefix .. ':tokens-used'
  if redis.call('HGET', used, digest) ~= minute then
    redis.call('HSET', used, digest, minute)
  end
end
return { tokenJson, json }
