-- Ends a session.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 whose it has to be, or '' for anybody, 3 the audit entry
-- Returns {whose it was, its voucher or ''}, or nil
--- @include "sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local found = sessionOf(ARGV[1], 'userId', 'voucher')
local userId = found[1]
if not userId or (ARGV[2] ~= '' and ARGV[2] ~= userId) then
  return false
end
tellAudit(ARGV[3], 'w', whoHas(userId))
endSession(ARGV[1], userId)
return { userId, found[2] or '' }
