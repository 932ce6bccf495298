-- Task numbers and ids: `ids:<segment>` holds each number's id, 16 bytes packed.
local function packedId(number)
  local offset = (number % SEGMENT) * 16
  return redis.call('GETRANGE', prefix .. ':ids:' .. math.floor(number / SEGMENT), offset, offset + 15)
end

local function idOf(number)
  return string.format('%08x-%04x-%04x-%04x-%04x%08x', struct.unpack('>I4I2I2I2I2I4', packedId(number)))
end

-- When the task was created, from its UUIDv7; -1 where the segment is gone.
local function createdAt(number)
  local packed = packedId(number)
  if #packed < 16 then
    return -1
  end
  local high, low = struct.unpack('>I4I2', packed)
  return high * 65536 + low
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
