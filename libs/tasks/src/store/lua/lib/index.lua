-- The index: posting containers by segment. Tasks are numbered as they are created; SEGMENT numbers make a segment.
-- Each value of each facet has one container a segment: an integer set while few tasks have the value, a bitmap
-- from then on (the idea of Roaring bitmaps: Chambi, Lemire, Kaser, Godin, 2016, with Redis' own two encodings).
local SEGMENT = 65536
local SET_LIMIT = 512

local function postingKey(segment, facet, value)
  return prefix .. ':x:' .. segment .. ':' .. facet .. ':' .. value
end

local function addPosting(number, facet, value)
  local key = postingKey(math.floor(number / SEGMENT), facet, value)
  local bit = number % SEGMENT
  if redis.call('TYPE', key).ok == 'string' then
    redis.call('SETBIT', key, bit, 1)
    return
  end
  redis.call('SADD', key, bit)
  if redis.call('SCARD', key) > SET_LIMIT then
    local members = redis.call('SMEMBERS', key)
    redis.call('DEL', key)
    for _, member in ipairs(members) do
      redis.call('SETBIT', key, member, 1)
    end
  end
end

local function removePosting(number, facet, value)
  local key = postingKey(math.floor(number / SEGMENT), facet, value)
  local bit = number % SEGMENT
  if redis.call('TYPE', key).ok == 'string' then
    redis.call('SETBIT', key, bit, 0)
    if redis.call('BITPOS', key, 1) < 0 then
      redis.call('DEL', key)
    end
  else
    redis.call('SREM', key, bit)
  end
end

-- Counts a task in or out, by one facet: for everybody (`count:`) and for its owner.
local function count(owner, facet, value, by)
  for _, whose in ipairs({ '', owner }) do
    local key = prefix .. ':count:' .. whose
    if redis.call('HINCRBY', key, facet .. ':' .. value, by) == 0 then
      redis.call('HDEL', key, facet .. ':' .. value)
    end
  end
end

-- A change of status: two bits, and the counts.
local function moveStatus(state, status)
  count(state.owner, 'status', state.status, -1)
  count(state.owner, 'status', status, 1)
  addPosting(state.number, 'status', status)
  removePosting(state.number, 'status', state.status)
  state.status = status
end
