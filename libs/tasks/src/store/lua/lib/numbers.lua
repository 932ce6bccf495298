-- Task numbers and ids: `ids:<segment>` holds each number's id, 16 bytes packed, as long as the segment has a task.
local function idsKey(segment)
  return prefix .. ':ids:' .. segment
end

local LOST_ID = ('\0'):rep(16)

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
  return string.format('%08x-%04x-%04x-%04x-%04x%08x', struct.unpack('>I4I2I2I2I2I4', packed))
end

-- When the task was created, from its UUIDv7; where its segment is gone, when that began.
local function createdAt(number)
  local packed = packedId(number)
  if #packed < 16 then
    return tonumber(redis.call('HGET', prefix .. ':meta', 'began:' .. math.floor(number / SEGMENT)) or 0)
  end
  local high, low = struct.unpack('>I4I2', packed)
  return high * 65536 + low
end

-- Forgets the ids of a segment that gets no more tasks and has none left; when it began still divides before from after.
local function forgetIfEmpty(segment)
  local newest = tonumber(redis.call('HGET', prefix .. ':meta', 'number'))
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
