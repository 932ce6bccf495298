-- The index: posting containers by segment. Tasks are numbered as they are created; SEGMENT numbers make a segment.
-- Each value of each facet has one container a segment: an integer set while few tasks have the value, a bitmap
-- from then on (the idea of Roaring bitmaps: Chambi, Lemire, Kaser, Godin, 2016, with Redis' own two encodings).
--- @include "../record/record"
--- @include "../record/together"
local SEGMENT = 131072
local SET_LIMIT = 512

local function postingKey(segment, facet, value)
  return prefix .. ':x:' .. segment .. ':' .. facet .. ':' .. value
end

-- Sets bits of a bitmap, from one of a list on, to '1' or '0': those of a full set and a batch of tasks are still few enough for
-- unpack.
local function setBits(bitmap, bits, from, to)
  if from == #bits then
    redis.call('SETBIT', bitmap, bits[from], to)
    return
  end
  local words, last = {}, 0
  for i = from, #bits do
    words[last + 1], words[last + 2], words[last + 3], words[last + 4] = 'SET', 'u1', bits[i], to
    last = last + 4
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

-- Adds the bits of a list, from one of them on. A set past its limit becomes a bitmap.
local function addBits(key, bits, from)
  if encodingOf(key) == 'string' then
    setBits(key, bits, from, '1')
    return
  end
  redis.call('SADD', key, unpack(bits, from))
  if redis.call('SCARD', key) > SET_LIMIT then
    bits = redis.call('SMEMBERS', key)
    redis.call('DEL', key)
    setBits(key, bits, 1, '1')
  end
end

-- A container without members goes.
local function removeBits(key, bits)
  if encodingOf(key) == 'string' then
    setBits(key, bits, 1, '0')
    if redis.call('BITPOS', key, '1') < 0 then
      redis.call('DEL', key)
    end
  else
    redis.call('SREM', key, unpack(bits))
  end
end

-- What the keys of a task's containers begin with.
local function segmentKey(number)
  return prefix .. ':x:' .. math.floor(number / SEGMENT) .. ':'
end

-- A task's place in them.
local function bitText(number)
  return string.format('%d', number % SEGMENT)
end

-- Leaves a bit to the end of the script, where that writes many together.
local function leaveBit(key, bit, to)
  local bits = together.bits[key] or {}
  bits[bit], together.bits[key] = to, bits
end

local function addPosting(number, facet, value)
  local key, bit = postingKey(math.floor(number / SEGMENT), facet, value), bitText(number)
  if together then
    leaveBit(key, bit, '1')
  else
    addBits(key, { bit }, 1)
  end
end

local function removePosting(number, facet, value)
  local key, bit = postingKey(math.floor(number / SEGMENT), facet, value), bitText(number)
  if together then
    leaveBit(key, bit, '0')
  else
    removeBits(key, { bit })
  end
end

-- Postings of many tasks: each container is written once.
local function newBatch()
  local bitsOf = {}
  local batch = {}

  local function putBit(key, bit)
    local bits = bitsOf[key]
    if bits then
      bits[#bits + 1] = bit
    else
      bitsOf[key] = { bit }
    end
  end

  batch.putBit = putBit

  function batch.put(number, facet, value)
    putBit(postingKey(math.floor(number / SEGMENT), facet, value), bitText(number))
  end

  -- What a task has forever but for its terms; facets: {type, priority, owner, schedule}.
  function batch.putLasting(number, facets)
    local segment, bit = segmentKey(number), bitText(number)
    putBit(segment .. 'all:', bit)
    putBit(segment .. 'type:' .. facets.type, bit)
    putBit(segment .. 'priority:' .. facets.priority, bit)
    putBit(segment .. 'owner:' .. facets.owner, bit)
    if facets.schedule then
      putBit(segment .. 'schedule:' .. facets.schedule, bit)
    end
  end

  -- terms: values of the facet `term`, as keys.
  function batch.putTerms(number, terms)
    local key, bit = segmentKey(number) .. 'term:', bitText(number)
    for value in pairs(terms) do
      putBit(key .. value, bit)
    end
  end

  function batch.write(writeBits)
    for key, bits in pairs(bitsOf) do
      writeBits(key, bits, 1)
    end
  end

  return batch
end

local function countIn(key, field, by)
  if together then
    local counts = together.counts[key] or {}
    counts[field], together.counts[key] = (counts[field] or 0) + by, counts
  elseif redis.call('HINCRBY', key, field, by) == 0 then
    redis.call('HDEL', key, field)
  end
end

-- Counts tasks in or out, by one facet and its value: for everybody (`count:`) and for its owner.
local function countField(owner, field, by)
  countIn(prefix .. ':count:', field, by)
  countIn(prefix .. ':count:' .. owner, field, by)
end

-- How many of an owner's tasks wait.
local function pendingOf(owner)
  local key = prefix .. ':count:' .. owner
  local left = together and together.counts[key] or {}
  return tonumber(redis.call('HGET', key, 'status:pending') or 0) + (left['status:pending'] or 0)
end

local function count(owner, facet, value, by)
  countField(owner, facet .. ':' .. value, by)
end

-- A change of status: two bits, and the counts.
local function moveStatus(state, status)
  count(state.owner, 'status', state.status, -1)
  count(state.owner, 'status', status, 1)
  addPosting(state.number, 'status', status)
  removePosting(state.number, 'status', state.status)
  state.status = status
end
