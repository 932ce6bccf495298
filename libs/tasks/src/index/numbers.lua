-- Task numbers and ids: `ids:<segment>` holds each number's id, 16 bytes packed, as long as the segment has a task.
--- @include "postings"
local function idsKey(segment)
  return prefix .. ':ids:' .. segment
end

local LOST_ID = ('\0'):rep(16)
local PACKED_PARTS = '>I4I2I2I2I2I4'

local function packedId(number)
  local offset = (number % SEGMENT) * 16
  return redis.call('GETRANGE', idsKey(math.floor(number / SEGMENT)), offset, offset + 15)
end

-- nil where it is lost.
local function idOf(number)
  local packed = packedId(number)
  if #packed < 16 or packed == LOST_ID then
    return nil
  end
  return string.format('%08x-%04x-%04x-%04x-%04x%08x', struct.unpack(PACKED_PARTS, packed))
end

-- An id in 16 bytes.
local function pack(id)
  local a, b, c, d, e, f = id:match('^(%x+)-(%x+)-(%x+)-(%x+)-(%x%x%x%x)(%x+)$')
  return struct.pack(
    PACKED_PARTS,
    tonumber(a, 16),
    tonumber(b, 16),
    tonumber(c, 16),
    tonumber(d, 16),
    tonumber(e, 16),
    tonumber(f, 16)
  )
end

-- The creation time that a packed UUIDv7 begins with, in epoch milliseconds.
local function createdMsOf(packed)
  local high, low = struct.unpack('>I4I2', packed)
  return high * 65536 + low
end

-- Puts the newest number and creation time back, where somebody deleted them or wrote over them: those of the newest id. nil
-- where there never was a task.
local MOST_SEGMENTS = 8192 -- a thousand million tasks
local function mendNumbers()
  if redis.call('EXISTS', prefix .. ':count:') == 0 then
    return nil
  end
  if redis.call('TYPE', prefix .. ':meta').ok ~= 'hash' then
    redis.call('DEL', prefix .. ':meta')
  end
  for segment = MOST_SEGMENTS - 1, 0, -1 do
    local last = math.floor(redis.call('STRLEN', idsKey(segment)) / 16) - 1
    if last >= 0 then
      local number = segment * SEGMENT + last
      redis.call('HSET', prefix .. ':meta', 'number', number, 'ms', createdMsOf(packedId(number)))
      return number
    end
  end
end

-- 0 where there is none.
local function newestNumber()
  return tonumber(fieldsOf('HMGET', prefix .. ':meta', 'number')[1] or mendNumbers() or 0)
end

-- When the task was created, from its UUIDv7; where its segment is gone, when that began.
local function createdAt(number)
  local packed = packedId(number)
  if #packed < 16 then
    return tonumber(redis.call('HGET', prefix .. ':meta', 'began:' .. math.floor(number / SEGMENT)) or 0)
  end
  return createdMsOf(packed)
end

-- The newest number, and the latest time of a creation; 0 where there is none.
local function latestNumber()
  if together and together.numbers.latest then
    return together.numbers.latest, together.numbers.latestMs
  end
  local meta = prefix .. ':meta'
  local latest = fieldsOf('HMGET', meta, 'number', 'ms')
  if not latest[1] and mendNumbers() then
    latest = redis.call('HMGET', meta, 'number', 'ms')
  end
  return tonumber(latest[1] or 0), tonumber(latest[2] or 0)
end

-- Gives a number, the next one, to an id (packed), as of when.
local function giveNumber(number, packed, createdMs)
  if together then
    local numbers, segment = together.numbers, math.floor(number / SEGMENT)
    local ids = numbers.ids[segment] or { first = number }
    ids[#ids + 1], numbers.ids[segment] = packed, ids
    numbers.latest, numbers.latestMs = number, createdMs
    return
  end
  local numberText, msText = string.format('%d', number), string.format('%d', createdMs)
  redis.call('HSET', prefix .. ':meta', 'number', numberText, 'ms', msText)
  redis.call('SETRANGE', idsKey(math.floor(number / SEGMENT)), (number % SEGMENT) * 16, packed)
end

-- Forgets the ids of a segment that gets no more tasks and has none left; when it began still divides before from after.
local function forgetIfEmpty(segment)
  local newest = newestNumber()
  if segment < math.floor(newest / SEGMENT) and redis.call('EXISTS', postingKey(segment, 'all', '')) == 0 then
    redis.call('HSET', prefix .. ':meta', 'began:' .. segment, createdAt(segment * SEGMENT))
    redis.call('DEL', idsKey(segment))
  end
end

-- The lowest number created at or after an instant (ids' times never go back).
local function firstNumberAt(atMs, newest)
  local low, high = 1, newest + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if createdAt(middle) >= atMs then
      high = middle
    else
      low = middle + 1
    end
  end
  return low
end

-- The number of a task, also of one that was deleted; of an id that nobody had, the lowest created at its time or after.
-- (Those created within one millisecond are in no order of their ids.)
local IDS_AT_ONCE = 4096
local function placeOf(id, newest)
  local wanted = pack(id)
  local high, low = struct.unpack('>I4I2', wanted)
  local atMs = high * 65536 + low
  local first = firstNumberAt(atMs, newest)
  local from, behind = first, firstNumberAt(atMs + 1, newest)
  while from < behind do
    local segment = math.floor(from / SEGMENT)
    local upTo = math.min(behind, (segment + 1) * SEGMENT, from + IDS_AT_ONCE)
    local offset = (from - segment * SEGMENT) * 16
    local ids = redis.call('GETRANGE', idsKey(segment), offset, offset + (upTo - from) * 16 - 1)
    local at = ids:find(wanted, 1, true)
    while at do
      if at % 16 == 1 then
        return from + (at - 1) / 16
      end
      at = ids:find(wanted, at + 1, true)
    end
    from = upTo
  end
  return first
end
