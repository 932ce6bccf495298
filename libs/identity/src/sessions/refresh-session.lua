-- Goes on with a session: the newest token is replaced by the next; the one before is answered with the newest once more,
-- as long as what came with the newest was not used (its answer may have got lost), and for a moment after the exchange (two
-- tabs may ask at once); any older one ends the session, for somebody has a copy. So does the most time that one may go on.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 the token's generation, 3 lifetime in s, 4 that moment in ms, 5 the address that is from, or '',
--      6 the most time from its beginning in s, 7 the audit entry
-- Returns {'ok', newest generation, user (JSON), the voucher or ''} | {'reused' | 'tooOld', user id} | {'ended'}
--- @include "sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local key = prefix .. ':session:' .. ARGV[1]
local replaced = key .. ':replaced'
local found = sessionOf(ARGV[1], 'userId', 'generation', 'received', 'began', 'voucher', 'there')
local userId, newest, given = found[1], tonumber(found[2]), tonumber(ARGV[2])
local voucher, there = found[5] or '', found[6] or ''
if not userId or not newest then
  return { 'ended' }
end
local json, user = userOf(userId)
local now = tonumber(redis.call('TIME')[1])
local began = tonumber(found[4])
if not user or user.disabled then
  endSession(ARGV[1], userId)
  return { 'ended' }
end
-- Told beside what happens seldom: nobody is to push out by it that a token was copied.
local function endFor(why)
  local entry = ARGV[7] == '' and '' or '+' .. ARGV[7]:sub(2)
  tellAudit(entry, 'w', whoIs(user), 'f', cjson.encode({ ended = true, because = why }))
  endSession(ARGV[1], userId)
  return { why, userId }
end
if began and now - began >= tonumber(ARGV[6]) then
  return endFor('tooOld')
end
local function goOn()
  tellAudit(ARGV[7], 'w', whoIs(user))
  if not began then
    redis.call('HSET', key, 'began', now) -- of a program that wrote down none: it is at least as old
  end
  useSession(ARGV[1], ARGV[5])
end
-- A token newer than the record is ours too: Redis may have lost its last second.
if given >= newest then
  goOn()
  redis.call('HSET', key, 'generation', given + 1)
  redis.call('EXPIRE', key, ARGV[3])
  redis.call('EXPIRE', sessionsOf(userId), ARGV[3])
  if there ~= '' then
    redis.call('EXPIRE', sessionsFrom(there), ARGV[3])
  end
  redis.call('SET', replaced, given, 'PX', ARGV[4])
  return { 'ok', given + 1, json, voucher }
end
local isReceived = (tonumber(found[3]) or 0) >= newest
if (given == newest - 1 and not isReceived) or redis.call('GET', replaced) == ARGV[2] then
  goOn()
  return { 'ok', newest, json, voucher }
end
return endFor('reused')
