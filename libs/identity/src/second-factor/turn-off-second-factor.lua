-- Turns a second factor off: by its owner, who proves to have it, or by an administrator, and ends the (other) sessions of the person.
-- KEYS 1 prefix
-- ARGV 1 user id, 2 the session to keep or '', 3 the proof, or '' for an administrator, 4 the audit entry
-- Returns 'ok' | 'USER_NOT_FOUND' | 'SECOND_FACTOR_OFF' | 'UNPROVEN'
--- @include "factors"
--- @include "../sessions/sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local userId, proof = ARGV[1], ARGV[3]
local _, user = userOf(userId)
if not user then
  return 'USER_NOT_FOUND'
end
if not user.secondFactor then
  return 'SECOND_FACTOR_OFF'
end
if proof ~= '' and not provenFactor(userId, proof) then
  return 'UNPROVEN'
end
tellAudit(ARGV[4], 'l', user.username)
user.secondFactor = nil
redis.call('HSET', prefix .. ':users', userId, cjson.encode(user))
redis.call('HDEL', prefix .. ':second-factors', userId)
endSessionsOf(userId, ARGV[2])
return 'ok'
