-- Up to `limit` of the bitmap's set bits within low..high, highest first, after leaving out the first `skip`.
local CHUNK = 256
local function highestBits(bitmap, low, high, skip, limit)
  local bits = {}
  local lastByte = math.min(math.floor(high / 8), redis.call('STRLEN', bitmap) - 1)
  local firstByte = math.floor(low / 8)
  while lastByte >= firstByte and #bits < limit do
    local from = math.max(firstByte, lastByte - CHUNK + 1)
    local within = redis.call('BITCOUNT', bitmap, math.max(from * 8, low), math.min(lastByte * 8 + 7, high), 'BIT')
    if within <= skip then
      skip = skip - within
    else
      local bytes = redis.call('GETRANGE', bitmap, from, lastByte)
      for i = #bytes, 1, -1 do
        local byte = string.byte(bytes, i)
        local bit = (from + i - 1) * 8 + 7
        while byte > 0 and #bits < limit do
          if byte % 2 == 1 and bit >= low and bit <= high then
            if skip > 0 then
              skip = skip - 1
            else
              bits[#bits + 1] = bit
            end
          end
          byte = math.floor(byte / 2)
          bit = bit - 1
        end
      end
    end
    lastByte = from - 1
  end
  return bits
end

-- The same of what matchSegment found.
local function matchedBits(matches, low, high, skip, limit)
  if matches.bitmap then
    return highestBits(matches.bitmap, low, high, skip, limit)
  end
  table.sort(matches.members) -- by itself: with a comparison of ours it takes several times as long
  local bits = {}
  for i = matches.count - skip, math.max(matches.count - skip - limit + 1, 1), -1 do
    bits[#bits + 1] = matches.members[i]
  end
  return bits
end
