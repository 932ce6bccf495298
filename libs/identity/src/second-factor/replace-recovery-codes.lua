-- Gives somebody other recovery codes, where they prove to have their second factor.
-- KEYS 1 prefix
-- ARGV 1 user id, 2 the proof, 3 digests of the codes (an object), 4 the audit entry
-- Returns 'ok' | 'USER_NOT_FOUND' | 'SECOND_FACTOR_OFF' | 'UNPROVEN'
--- @include "factors"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local userId = ARGV[1]
local _, user = userOf(userId)
if not user then
  return 'USER_NOT_FOUND'
end
if not user.secondFactor then
  return 'SECOND_FACTOR_OFF'
end
local factor = provenFactor(userId, ARGV[2])
if not factor then
  return 'UNPROVEN'
end
tellAudit(ARGV[4], 'l', user.username)
factor.recovery = cjson.decode(ARGV[3])
keepFactor(userId, factor)
return 'ok'
