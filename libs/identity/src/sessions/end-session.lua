-- Ends a session.
-- KEYS 1 prefix
-- ARGV 1 session id
-- Returns whose it was, or nil
--- @include "sessions"
--- @flags allow-oom
local userId = sessionOf(ARGV[1], 'userId')[1]
if userId then
  endSession(ARGV[1], userId)
end
return userId
