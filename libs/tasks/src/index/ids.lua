-- Ids by their beginning. A UUIDv7 begins with its time, so a beginning is a range of numbers; one longer than the time
-- is the few of one millisecond that go on like this.
--- @include "numbers"
--- @include "scratch"
local TIME_DIGITS = 12
local idMatches = {}

local function matchesOfId(digits)
  local newest = newestNumber()
  local time = digits:sub(1, TIME_DIGITS)
  local missing = TIME_DIGITS - #time
  local fromMs = tonumber(time .. ('0'):rep(missing), 16)
  local first = firstNumberAt(fromMs, newest)
  local last = firstNumberAt(fromMs + 16 ^ missing, newest) - 1
  if #digits <= TIME_DIGITS then
    return { first = first, last = last }
  end
  local numbers = {}
  local number = first
  while number <= last do
    if #packedId(number) < 16 then -- its segment is gone
      number = (math.floor(number / SEGMENT) + 1) * SEGMENT
    else
      if (idOf(number) or ''):gsub('-', ''):sub(1, #digits) == digits then
        numbers[#numbers + 1] = number
      end
      number = number + 1
    end
  end
  return { first = first, last = last, numbers = numbers }
end

-- A scratch bitmap of the segment's tasks whose id begins like this; nil when there are none.
local function idBitmap(segment, digits)
  idMatches[digits] = idMatches[digits] or matchesOfId(digits)
  local matches = idMatches[digits]
  local low = math.max(matches.first - segment * SEGMENT, 0)
  local high = math.min(matches.last - segment * SEGMENT, SEGMENT - 1)
  if low > high then
    return nil
  end
  local key = scratchKey('id:' .. digits)
  redis.call('DEL', key)
  if matches.numbers then
    for _, number in ipairs(matches.numbers) do
      if math.floor(number / SEGMENT) == segment then
        redis.call('SETBIT', key, number % SEGMENT, 1)
      end
    end
    return key
  end
  local firstByte, lastByte = math.ceil(low / 8), math.floor((high + 1) / 8) - 1
  if firstByte <= lastByte then
    redis.call('SETRANGE', key, firstByte, ('\255'):rep(lastByte - firstByte + 1))
  end
  for bit = low, math.min(firstByte * 8 - 1, high) do
    redis.call('SETBIT', key, bit, 1)
  end
  for bit = math.max((lastByte + 1) * 8, low), high do
    redis.call('SETBIT', key, bit, 1)
  end
  return key
end
