-- An OpenID provider has said who somebody is: finds the account that is linked with them, and gives it the role that the provider
-- says; or makes one, where names for it are given. A name that somebody has is not taken: names link nobody. What has been
-- overtaken by a newer word changes nothing.
-- KEYS 1 prefix
-- ARGV 1 issuer, 2 subject, 3 role, '' for the one that they have, 4 the new account (JSON, without a name), 5 names for it, the best
--      first, each as it is written and as it is compared (JSON), 6 now in epoch seconds, 7 the number of the question
-- Returns {'created' | 'changed' | 'same', the user as it is now (JSON)} | {'overtaken', the same} | {'disabled', user id} | {'unknown'}
--- @include "../accounts/accounts"
--- @include "answers"
--- @flags allow-oom
local issuer, subject, role, names, now = ARGV[1], ARGV[2], ARGV[3], cjson.decode(ARGV[5]), ARGV[6]
local users, usernames, links, vouched =
  prefix .. ':users', prefix .. ':usernames', prefix .. ':links', prefix .. ':vouched'
local link = linkOf(issuer, subject)
local id = redis.call('HGET', links, link)
if id then
  local json, user = userOf(id)
  if user and user.disabled then
    return { 'disabled', id }
  end
  if user then
    local before = user.role
    local isAnother = role ~= '' and role ~= before
    local isGivenUp = redis.call('HEXISTS', vouched, id) == 0
    if isOvertaken(link, ARGV[7]) and (isAnother or isGivenUp) then
      return { 'overtaken', json }
    end
    if isAnother then
      user.role = role
      json = cjson.encode(user)
      redis.call('HSET', users, id, json)
    end
    redis.call('HSET', vouched, id, now)
    overtakeOthers(link)
    return { isAnother and 'changed' or 'same', json }
  end
end
for _, name in ipairs(names) do
  if redis.call('HEXISTS', usernames, name[2]) == 0 then
    local user = cjson.decode(ARGV[4])
    user.username = name[1]
    local json = cjson.encode(user)
    redis.call('HSET', usernames, name[2], user.id)
    redis.call('HSET', users, user.id, json)
    redis.call('HSET', links, link, user.id)
    redis.call('HSET', vouched, user.id, now)
    overtakeOthers(link)
    return { 'created', json }
  end
end
return { 'unknown' }
