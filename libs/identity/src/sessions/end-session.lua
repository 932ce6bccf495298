-- Ends a session.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 whose it has to be, or '' for anybody, 3 the audit entry
-- Returns whose it was, or nil
--- @include "sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local userId = sessionOf(ARGV[1], 'userId')[1]
if not userId or (ARGV[2] ~= '' and ARGV[2] ~= userId) then
  return false
end
local _, user = userOf(userId)
tellAudit(ARGV[3], 'w', whoIs(user or { id = userId, username = '' }))
endSession(ARGV[1], userId)
return userId
