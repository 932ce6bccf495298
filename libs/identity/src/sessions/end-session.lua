-- Ends a session.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 the audit entry
-- Returns whose it was, or nil
--- @include "sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local userId = sessionOf(ARGV[1], 'userId')[1]
if userId then
  local _, user = userOf(userId)
  tellAudit(ARGV[2], 'w', whoIs(user or { id = userId, username = '' }))
  endSession(ARGV[1], userId)
end
return userId
