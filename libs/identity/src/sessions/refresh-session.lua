-- Goes on with a session: the newest token is replaced by the next; the one before is answered with the newest once more,
-- as long as what came with the newest was not used (its answer may have got lost), and for a moment after the exchange (two
-- tabs may ask at once); any older one ends the session, for somebody has a copy.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 the token's generation, 3 lifetime in s, 4 that moment in ms, 5 the audit entry
-- Returns {'ok', newest generation, user (JSON)} | {'reused', user id} | {'ended'}
--- @include "sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local key = prefix .. ':session:' .. ARGV[1]
local replaced = key .. ':replaced'
local found = sessionOf(ARGV[1], 'userId', 'generation', 'received')
local userId, newest, given = found[1], tonumber(found[2]), tonumber(ARGV[2])
if not userId or not newest then
  return { 'ended' }
end
local json, user = userOf(userId)
if not user or user.disabled then
  endSession(ARGV[1], userId)
  return { 'ended' }
end
-- A token newer than the record is ours too: Redis may have lost its last second.
if given >= newest then
  tellAudit(ARGV[5], 'w', whoIs(user))
  redis.call('HSET', key, 'generation', given + 1)
  redis.call('EXPIRE', key, ARGV[3])
  redis.call('EXPIRE', sessionsOf(userId), ARGV[3])
  redis.call('SET', replaced, given, 'PX', ARGV[4])
  return { 'ok', given + 1, json }
end
local isReceived = (tonumber(found[3]) or 0) >= newest
if (given == newest - 1 and not isReceived) or redis.call('GET', replaced) == ARGV[2] then
  tellAudit(ARGV[5], 'w', whoIs(user))
  return { 'ok', newest, json }
end
endSession(ARGV[1], userId)
return { 'reused', userId }
