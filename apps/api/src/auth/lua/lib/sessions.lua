-- A session is a hash (userId, generation of the newest refresh token, the newest generation known to be received); a person's are a list of ids, oldest first.
local prefix = KEYS[1]

-- An account from JSON; nil where somebody else wrote it.
local function decoded(json)
  local isJson, user = pcall(cjson.decode, json)
  return isJson and type(user) == 'table' and user or nil
end

local function userOf(userId)
  local json = redis.call('HGET', prefix .. ':users', userId)
  return json, decoded(json)
end

local function endSession(id, userId)
  redis.call('DEL', prefix .. ':session:' .. id)
  redis.call('LREM', prefix .. ':sessions-of:' .. userId, 1, id)
end

-- Ends every session of a person, but for one of them ('' for none).
local function endSessionsOf(userId, except)
  for _, id in ipairs(redis.call('LRANGE', prefix .. ':sessions-of:' .. userId, 0, -1)) do
    if id ~= except then
      endSession(id, userId)
    end
  end
end
