-- Who is in a session.
-- KEYS 1 prefix
-- ARGV 1 session id
-- Returns the user (JSON) as the account is now, or nil where the session has ended or the account may not be used
local userId = redis.call('HGET', prefix .. ':session:' .. ARGV[1], 'userId')
if not userId then
  return false
end
local json, user = userOf(userId)
return user and not user.disabled and json
