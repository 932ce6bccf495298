-- Changes or deletes an account and ends its sessions (and its tokens with it), unless no administrator who may sign in would be left. A change
-- that changes nothing ends nothing.
-- KEYS 1 prefix
-- ARGV 1 id, 2 the fields to change (JSON), or '' to delete, 3 the name as it is compared, when deleting,
--      4 the session to keep or '', 5 the password hash the account must still have, or '', 6 the audit entry
-- Returns {'ok', the user as it is now (JSON) or ''} | {'USER_NOT_FOUND'} | {'LAST_ADMIN'} | {'PASSWORD_CHANGED'}
--- @include "../sessions/sessions"
--- @include "../tokens/tokens"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local users = prefix .. ':users'
local before, user = userOf(ARGV[1])
if before and not user and ARGV[2] == '' then
  tellAudit(ARGV[6])
  redis.call('HDEL', users, ARGV[1]) -- somebody else wrote it
  return { 'ok', '' }
end
if not user then
  return { 'USER_NOT_FOUND' }
end
if ARGV[5] ~= '' and user.passwordHash ~= ARGV[5] then
  return { 'PASSWORD_CHANGED' }
end
local wasAdmin = maySignInAsAdmin(user)
local isChanged = ARGV[2] == ''
local after = ''
local was, is = { username = user.username, role = user.role, disabled = user.disabled }, {}
if ARGV[2] ~= '' then
  was = {}
  for field, value in pairs(cjson.decode(ARGV[2])) do
    if (user[field] or false) ~= value then
      isChanged = true
      if field == 'passwordHash' then
        is.password = 'changed'
      else
        was[field], is[field] = user[field], value
      end
    end
    user[field] = value
  end
  after = isChanged and cjson.encode(user) or before
end
if wasAdmin and (after == '' or not maySignInAsAdmin(user)) and not hasAdministrator(ARGV[1]) then
  return { 'LAST_ADMIN' }
end
tellAudit(ARGV[6], 'l', user.username, 'b', cjson.encode(was), 'f', cjson.encode(is))
if after == '' then
  redis.call('HDEL', users, ARGV[1])
  redis.call('HDEL', prefix .. ':usernames', ARGV[3])
  if user.issuer then
    redis.call('HDEL', prefix .. ':links', linkOf(user.issuer, user.subject))
    redis.call('HDEL', prefix .. ':vouched', ARGV[1])
    redis.call('HDEL', prefix .. ':answers', linkOf(user.issuer, user.subject))
  end
  redis.call('HDEL', prefix .. ':second-factors', ARGV[1])
  endTokensOf(ARGV[1])
else
  redis.call('HSET', users, ARGV[1], after)
end
if isChanged then
  endSessionsOf(ARGV[1], ARGV[4])
end
return { 'ok', after }
