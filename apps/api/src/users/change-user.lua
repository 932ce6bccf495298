-- Changes or deletes an account, unless no administrator who may sign in would be left.
-- KEYS 1 users by id, 2 ids by name
-- ARGV 1 id, 2 the fields to change (JSON), or '' to delete, 3 the name as it is compared
-- Returns 'ok' | 'USER_NOT_FOUND' | 'LAST_ADMIN'
local before = redis.call('HGET', KEYS[1], ARGV[1])
if not before then
  return 'USER_NOT_FOUND'
end
local user = cjson.decode(before)
local wasAdmin = user.role == 'admin' and not user.disabled
local after
if ARGV[2] ~= '' then
  for field, value in pairs(cjson.decode(ARGV[2])) do
    user[field] = value
  end
  after = cjson.encode(user)
end
if wasAdmin and not (after and user.role == 'admin' and not user.disabled) then
  local admins = 0
  for _, json in ipairs(redis.call('HVALS', KEYS[1])) do
    local other = cjson.decode(json)
    if other.role == 'admin' and not other.disabled then
      admins = admins + 1
    end
  end
  if admins < 2 then
    return 'LAST_ADMIN'
  end
end
if after then
  redis.call('HSET', KEYS[1], ARGV[1], after)
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[3])
end
return 'ok'
