-- Opens a session, unless the account was disabled or deleted or its password changed since it was looked at, its second factor is
-- not proven, or the person has signed out of the provider's session that it comes from.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 user id, 3 the password hash that was looked at, 4 lifetime in s, 5 most sessions of a person,
--      6 address, 7 client and 8 system it is opened with, '' where that is not known, 9 the voucher of an OpenID provider or '',
--      10 digest of the session there or '',
--      11 what proves the second factor or '', 12 the audit entry
-- Returns the user (JSON), or nil
--- @include "sessions"
--- @include "../second-factor/factors"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local json, user = userOf(ARGV[2])
if not user or user.disabled or user.passwordHash ~= ARGV[3] then
  return false
end
local voucher, there = ARGV[9], ARGV[10]
if there ~= '' and redis.call('EXISTS', endedThere(there)) == 1 then
  return false
end
local asksFactor = user.secondFactor and voucher == ''
local factor = asksFactor and provenFactor(user.id, ARGV[11])
if asksFactor and not factor then
  return false
end
tellAudit(ARGV[12], 'w', whoIs(user))
if factor then
  keepFactor(user.id, factor)
end
local key = prefix .. ':session:' .. ARGV[1]
local ofUser = sessionsOf(ARGV[2])
redis.call('HSET', key, 'userId', ARGV[2], 'generation', 1)
redis.call('HSET', key, 'began', redis.call('TIME')[1], 'client', ARGV[7], 'system', ARGV[8])
useSession(ARGV[1], ARGV[6])
if voucher ~= '' then
  redis.call('HSET', key, 'voucher', voucher, 'there', there)
end
redis.call('EXPIRE', key, ARGV[4])
if there ~= '' then
  redis.call('SADD', sessionsFrom(there), ARGV[1])
  redis.call('EXPIRE', sessionsFrom(there), ARGV[4])
end
if redis.call('RPUSH', ofUser, ARGV[1]) > tonumber(ARGV[5]) then
  endSession(redis.call('LINDEX', ofUser, 0), ARGV[2])
end
redis.call('EXPIRE', ofUser, ARGV[4])
return json
