-- A session is a hash (userId, generation of the newest refresh token, the newest generation known to be received; for its
-- owner: began in s, used in s to the minute, address, client, system; where it comes from an OpenID provider, its voucher and
-- the digest of the session there); a person's are a list of ids, oldest first.
--- @include "../accounts/accounts"

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

-- Writes down that a session is used, to the minute, and from where ('' where that is not known).
local function useSession(id, address)
  local key = prefix .. ':session:' .. id
  local seconds = tonumber(redis.call('TIME')[1])
  local minute = tostring(seconds - seconds % 60)
  if redis.call('HGET', key, 'used') ~= minute then
    redis.call('HSET', key, 'used', minute)
    if address ~= '' then
      redis.call('HSET', key, 'address', address)
    end
  end
end

local function endSession(id, userId)
  redis.call('DEL', prefix .. ':session:' .. id)
  redis.call('LREM', sessionsOf(userId), 1, id)
end

-- Ends every session of a person, but for one of them ('' for none). Returns how many.
local function endSessionsOf(userId, except)
  local ended = 0
  for _, id in ipairs(redis.call('LRANGE', sessionsOf(userId), 0, -1)) do
    if id ~= except then
      endSession(id, userId)
      ended = ended + 1
    end
  end
  return ended
end

-- The ids of the sessions that come from one at an OpenID provider: a set, in which some may have ended.
local function sessionsFrom(there)
  return prefix .. ':sessions-from:' .. there
end

-- Is there for a while after that one has ended.
local function endedThere(there)
  return prefix .. ':ended-there:' .. there
end
