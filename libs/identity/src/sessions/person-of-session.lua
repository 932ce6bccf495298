-- Who is in a session; the use of an access token tells that its refresh token was received.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 the generation of the access token's refresh token, 0 for none, 3 whether this is a use of it,
--      4 the address that is from, or ''
-- Returns the user (JSON) as the account is now, or nil where the session has ended or the account may not be used
--- @include "sessions"
--- @flags allow-oom
local key = prefix .. ':session:' .. ARGV[1]
local found = sessionOf(ARGV[1], 'userId', 'received')
local userId = found[1]
if not userId then
  return false
end
local json, user = userOf(userId)
if not user or user.disabled then
  return false
end
if tonumber(ARGV[2]) > (tonumber(found[2]) or 0) then
  redis.call('HSET', key, 'received', ARGV[2])
end
if ARGV[3] == '1' then
  useSession(ARGV[1], ARGV[4])
end
return json
