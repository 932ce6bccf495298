-- A session is a hash (userId, generation of the newest refresh token, the newest generation known to be received); a person's are a list of ids, oldest first.
local prefix = KEYS[1]

-- An account from JSON; nil where somebody else wrote it: accountOf in user-store.ts.
local function decoded(json, id)
  local isJson, user = pcall(cjson.decode, json)
  local isAccount = isJson
    and type(user) == 'table'
    and user.id == id
    and type(user.username) == 'string'
    and type(user.passwordHash) == 'string'
    and (user.role == 'admin' or user.role == 'user')
    and type(user.disabled) == 'boolean'
    and type(user.createdAt) == 'string'
  return isAccount and user or nil
end

local function userOf(userId)
  local json = redis.call('HGET', prefix .. ':users', userId)
  return json, decoded(json, userId)
end

-- Whether anybody but one may administrate.
local function hasAdministrator(except)
  local cursor = '0'
  repeat
    local page = redis.call('HSCAN', prefix .. ':users', cursor, 'COUNT', 100)
    cursor = page[1]
    for i = 1, #page[2], 2 do
      local user = decoded(page[2][i + 1], page[2][i])
      if user and user.id ~= except and user.role == 'admin' and not user.disabled then
        return true
      end
    end
  until cursor == '0'
  return false
end

-- Fields of a session; none where somebody else put another type of key in its place.
local function sessionOf(id, ...)
  local found = redis.pcall('HMGET', prefix .. ':session:' .. id, ...)
  return found.err and {} or found
end

-- The key of a person's sessions, with nothing there that is no list.
local function sessionsOf(userId)
  local key = prefix .. ':sessions-of:' .. userId
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'list' and kind ~= 'none' then
    redis.call('DEL', key)
  end
  return key
end

local function endSession(id, userId)
  redis.call('DEL', prefix .. ':session:' .. id)
  redis.call('LREM', sessionsOf(userId), 1, id)
end

-- Ends every session of a person, but for one of them ('' for none).
local function endSessionsOf(userId, except)
  for _, id in ipairs(redis.call('LRANGE', sessionsOf(userId), 0, -1)) do
    if id ~= except then
      endSession(id, userId)
    end
  end
end
