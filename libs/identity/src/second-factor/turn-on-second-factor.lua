-- Turns a second factor on whose first code was right, and ends the other sessions of the person.
-- KEYS 1 prefix
-- ARGV 1 user id, 2 the session to keep, 3 the secret that the code was of, sealed, 4 the code's time step,
--      5 digests of the recovery codes (an object), 6 the audit entry
-- Returns 'ok' | 'USER_NOT_FOUND' | 'SECOND_FACTOR_ON' | 'SECOND_FACTOR_NOT_BEGUN'
--- @include "factors"
--- @include "../sessions/sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local userId, secret = ARGV[1], ARGV[3]
local _, user = userOf(userId)
if not user then
  return 'USER_NOT_FOUND'
end
if user.secondFactor then
  return 'SECOND_FACTOR_ON'
end
if redis.call('GET', begunOf(userId)) ~= secret then
  return 'SECOND_FACTOR_NOT_BEGUN'
end
tellAudit(ARGV[6], 'l', user.username)
user.secondFactor = true
redis.call('HSET', prefix .. ':users', userId, cjson.encode(user))
keepFactor(userId, { secret = secret, step = tonumber(ARGV[4]), recovery = cjson.decode(ARGV[5]) })
redis.call('DEL', begunOf(userId))
endSessionsOf(userId, ARGV[2])
return 'ok'
