-- Ends a session.
-- KEYS 1 prefix
-- ARGV 1 session id
-- Returns whose it was, or nil
local userId = redis.call('HGET', prefix .. ':session:' .. ARGV[1], 'userId')
if userId then
  endSession(ARGV[1], userId)
end
return userId
