-- Access tokens are a hash of JSON by their digests, when each was used last is another, and a person's are a hash of digests by ids.
--- @include "../accounts/accounts"

-- The key of a person's tokens.
local function tokensOf(userId)
  return prefix .. ':tokens-of:' .. userId
end

-- A token from JSON; nil where there is none, or somebody else wrote it.
local function tokenOf(digest)
  local json = redis.call('HGET', prefix .. ':tokens', digest)
  local isJson, token = pcall(cjson.decode, json or '')
  local isToken = isJson
    and type(token) == 'table'
    and type(token.id) == 'string'
    and type(token.userId) == 'string'
    and type(token.scopes) == 'table'
    and type(token.expiresMs) == 'number'
  if isToken then
    return json, token
  end
end

local function endToken(userId, id, digest)
  redis.call('HDEL', tokensOf(userId), id)
  redis.call('HDEL', prefix .. ':tokens', digest)
  redis.call('HDEL', prefix .. ':tokens-used', digest)
end

local function endTokensOf(userId)
  local all = redis.call('HGETALL', tokensOf(userId))
  for i = 1, #all, 2 do
    endToken(userId, all[i], all[i + 1])
  end
end
