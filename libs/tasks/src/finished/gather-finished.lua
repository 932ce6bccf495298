-- Makes containers of tasks that finished in a span, part after part: facet `finished`, the token its value. They are gone a
-- while after the last part, and no copy of Redis has them: nor has one the token, which stands under the span's key from the last
-- part on, so that they are made anew after a restart, or where a replica takes over.
-- KEYS 1 the order (`finished`)
-- ARGV 3 token, 4 from (epoch ms), 5 before (epoch ms), 6 how many at most, 7 the number of the task that the part begins after
--      (0 for the first part), 8 when that finished, 9 for how long containers live (ms),
--      10 for how long the token is used (ms)
-- Returns {number of the last task, when it finished}, or nothing after the last part
--- @include "order"
--- @include "../index/postings"
--- @include "../index/scratch"
local token, fromMs, beforeMs, limit = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local afterNumber, afterMs, lifetimeMs = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local tokenKey, usedMs = prefix .. ':finished:' .. ARGV[4] .. '-' .. ARGV[5], ARGV[10]
local BITS = 400 -- at once: as many more as a set may have before it becomes a bitmap are few enough for unpack

local first = afterNumber == 0 and redis.call('ZCOUNT', finishedKey, '-inf', string.format('(%d', fromMs))
  or placeAfter(afterNumber, afterMs, false)
local found = redis.call('ZRANGE', finishedKey, first, first + limit - 1, 'WITHSCORES')
local last, lastMs
local bitsOf = {}
for i = 1, #found, 2 do
  local number, ms = tonumber(found[i]), tonumber(found[i + 1])
  if ms >= beforeMs then
    lastMs = nil
    break
  end
  local bit = number % SEGMENT
  local segment = (number - bit) / SEGMENT
  local bits = bitsOf[segment] or {}
  bits[#bits + 1], bitsOf[segment] = tostring(bit), bits -- below a million: no exponent
  last, lastMs = number, ms
end
local isLast = not lastMs or #found < 2 * limit
onScratch(function()
  for segment, bits in pairs(bitsOf) do
    local key = postingKey(segment, 'finished', token)
    for from = 1, #bits, BITS do
      addBits(key, { unpack(bits, from, math.min(from + BITS - 1, #bits)) }, 1)
    end
    redis.call('PEXPIRE', key, lifetimeMs)
  end
  if isLast then
    redis.call('SET', tokenKey, token, 'PX', usedMs)
  end
end)
return isLast and {} or { last, lastMs }
