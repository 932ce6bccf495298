-- Somebody has signed out at an OpenID provider: ends the sessions that come from the one there, and those of the person that may; or
-- all of the person's. A word of it is good once.
-- KEYS 1 prefix
-- ARGV 1 digest of the word, 2 for how long it is remembered in s, 3 issuer, 4 subject or '', 5 digest of the session there or '',
--      6 the audit entry
-- Returns {'ok', whose sessions ended…} | {'replayed'}
--- @include "../sessions/sessions"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local word, lifetime, issuer, subject, there = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local spent = prefix .. ':spent:' .. word
if redis.call('EXISTS', spent) == 1 then
  return { 'replayed' }
end
local person = subject ~= '' and redis.call('HGET', prefix .. ':links', linkOf(issuer, subject))
local ending, answer, told = {}, { 'ok' }, {}
if there ~= '' then
  for _, id in ipairs(redis.call('SMEMBERS', sessionsFrom(there))) do
    local userId = sessionOf(id, 'userId')[1]
    if userId and (subject == '' or userId == person) then
      ending[id] = userId
    end
  end
end
if person then
  for _, id in ipairs(redis.call('LRANGE', sessionsOf(person), 0, -1)) do
    local found = sessionOf(id, 'voucher', 'there')
    local mayBeIt = found[1] and (found[2] or '') == ''
    if there == '' or mayBeIt then
      ending[id] = person
    end
  end
end
for _, userId in pairs(ending) do
  if not told[userId] then
    told[userId] = true
    answer[#answer + 1] = userId
    tellAudit(ARGV[6], 'w', whoHas(userId))
  end
end
redis.call('SET', spent, 1, 'EX', lifetime)
if there ~= '' then
  redis.call('SET', endedThere(there), 1, 'EX', lifetime)
  redis.call('DEL', sessionsFrom(there))
end
for id, userId in pairs(ending) do
  endSession(id, userId)
end
return answer
