-- Ends the sessions of a person.
-- KEYS 1 prefix
-- ARGV 1 whose, 2 the session to keep or '', 3 the audit entry
-- Returns how many there were
--- @include "sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local _, user = userOf(ARGV[1])
tellAudit(ARGV[3], 'l', user and user.username or '')
return endSessionsOf(ARGV[1], ARGV[2])
