-- The index: posting containers by segment. Tasks are numbered as they are created; SEGMENT numbers make a segment.
-- Each value of each facet has one container a segment: an integer set while few tasks have the value, a bitmap
-- from then on (the idea of Roaring bitmaps: Chambi, Lemire, Kaser, Godin, 2016, with Redis' own two encodings).
--- @include "../record/record"
local SEGMENT = 131072
local SET_LIMIT = 512

local function postingKey(segment, facet, value)
  return prefix .. ':x:' .. segment .. ':' .. facet .. ':' .. value
end

-- Sets bits of a bitmap to 1 or 0: those of a full set and a batch of tasks are still few enough for unpack.
local function setBits(bitmap, bits, to)
  local words = {}
  for i, bit in ipairs(bits) do
    words[4 * i - 3], words[4 * i - 2], words[4 * i - 1], words[4 * i] = 'SET', 'u1', bit, to
  end
  redis.call('BITFIELD', bitmap, unpack(words))
end

-- What Redis has in a container's place: what is no container, somebody else put there, and it goes.
local function encodingOf(key)
  local encoding = redis.call('TYPE', key).ok
  if encoding == 'set' or encoding == 'string' or encoding == 'none' then
    return encoding
  end
  redis.call('DEL', key)
  return 'none'
end

-- A set past its limit becomes a bitmap.
local function addBits(key, bits)
  if encodingOf(key) ~= 'string' then
    redis.call('SADD', key, unpack(bits))
    if redis.call('SCARD', key) <= SET_LIMIT then
      return
    end
    bits = redis.call('SMEMBERS', key)
    redis.call('DEL', key)
  end
  setBits(key, bits, 1)
end

-- A container without members goes.
local function removeBits(key, bits)
  if encodingOf(key) == 'string' then
    setBits(key, bits, 0)
    if redis.call('BITPOS', key, 1) < 0 then
      redis.call('DEL', key)
    end
  else
    redis.call('SREM', key, unpack(bits))
  end
end

local function addPosting(number, facet, value)
  local key, bit = postingKey(math.floor(number / SEGMENT), facet, value), number % SEGMENT
  if encodingOf(key) == 'string' then
    redis.call('SETBIT', key, bit, '1')
  else
    addBits(key, { bit })
  end
end

local function removePosting(number, facet, value)
  local key, bit = postingKey(math.floor(number / SEGMENT), facet, value), number % SEGMENT
  if encodingOf(key) ~= 'string' then
    redis.call('SREM', key, bit)
    return
  end
  redis.call('SETBIT', key, bit, '0')
  if redis.call('BITPOS', key, '1') < 0 then
    redis.call('DEL', key)
  end
end

-- Postings of many tasks: each container is written once.
local function newBatch()
  local bitsOf = {}
  local batch = {}

  function batch.put(number, facet, value)
    local key = postingKey(math.floor(number / SEGMENT), facet, value)
    local bits = bitsOf[key]
    if not bits then
      bits = {}
      bitsOf[key] = bits
    end
    bits[#bits + 1] = number % SEGMENT
  end

  -- What a task has forever; facets: {type, priority, owner}, terms: values of the facet `term`, as keys.
  function batch.putLasting(number, facets, terms)
    batch.put(number, 'all', '')
    batch.put(number, 'type', facets.type)
    batch.put(number, 'priority', facets.priority)
    batch.put(number, 'owner', facets.owner)
    for value in pairs(terms) do
      batch.put(number, 'term', value)
    end
  end

  function batch.write(writeBits)
    for key, bits in pairs(bitsOf) do
      writeBits(key, bits)
    end
  end

  return batch
end

-- Counts a task in or out, by one facet: for everybody (`count:`) and for its owner.
local function count(owner, facet, value, by)
  local everybodys, field = prefix .. ':count:', facet .. ':' .. value
  if redis.call('HINCRBY', everybodys, field, by) == 0 then
    redis.call('HDEL', everybodys, field)
  end
  if redis.call('HINCRBY', everybodys .. owner, field, by) == 0 then
    redis.call('HDEL', everybodys .. owner, field)
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
