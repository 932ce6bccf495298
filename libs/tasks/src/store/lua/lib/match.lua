-- Finds what matches a filter, segment by segment. A filter is a list of facets {name, value, value, …}: a task
-- matches a facet when it has one of the values, and the filter when it matches every facet. Scratch bitmaps live
-- only inside the script and never reach the append-only file or a replica.
redis.set_repl(redis.REPL_NONE)
local SCRATCH_OR = prefix .. ':scratch:or:'
local SCRATCH_AND = prefix .. ':scratch:and'
local ARGUMENTS = 2000

-- The containers one facet has in a segment, sorted by encoding; nil when there are none.
local function containersOf(segment, facet)
  local sets, bitmaps = {}, {}
  local keys = {}
  for i = 2, #facet do
    keys[#keys + 1] = postingKey(segment, facet[1], facet[i])
    if facet[1] == 'term' then
      keys[#keys + 1] = postingKey(segment, 'error', facet[i])
    end
  end
  for _, key in ipairs(keys) do
    local encoding = redis.call('TYPE', key).ok
    if encoding == 'set' then
      sets[#sets + 1] = key
    elseif encoding == 'string' then
      bitmaps[#bitmaps + 1] = key
    end
  end
  if #sets + #bitmaps == 0 then
    return nil
  end
  return { sets = sets, bitmaps = bitmaps }
end

-- Which of the candidates the containers hold, asked in few commands.
local function keepHeld(candidates, containers)
  local held = {}
  for first = 1, #candidates, ARGUMENTS do
    local last = math.min(first + ARGUMENTS - 1, #candidates)
    for _, key in ipairs(containers.sets) do
      for i, is in ipairs(redis.call('SMISMEMBER', key, unpack(candidates, first, last))) do
        if is == 1 then
          held[candidates[first + i - 1]] = true
        end
      end
    end
    for _, key in ipairs(containers.bitmaps) do
      local reads = {}
      for i = first, last do
        reads[#reads + 1] = 'GET'
        reads[#reads + 1] = 'u1'
        reads[#reads + 1] = candidates[i]
      end
      for i, is in ipairs(redis.call('BITFIELD_RO', key, unpack(reads))) do
        if is == 1 then
          held[candidates[first + i - 1]] = true
        end
      end
    end
  end
  local kept = {}
  for _, candidate in ipairs(candidates) do
    if held[candidate] then
      kept[#kept + 1] = candidate
    end
  end
  return kept
end

-- A key whose bits are the union of a facet's containers; a scratch key unless there is just one bitmap.
local function unionBitmap(containers, ordinal)
  if #containers.bitmaps == 1 and #containers.sets == 0 then
    return containers.bitmaps[1]
  end
  local scratch = SCRATCH_OR .. ordinal
  redis.call('BITOP', 'OR', scratch, unpack(containers.bitmaps))
  for _, key in ipairs(containers.sets) do
    for _, member in ipairs(redis.call('SMEMBERS', key)) do
      redis.call('SETBIT', scratch, member, 1)
    end
  end
  return scratch
end

-- The matches of one segment with bit numbers low..high: {count, members} when one facet has only integer sets,
-- else {count, bitmap} with the key of a bitmap that holds until the next call.
local function matchSegment(segment, filter, low, high)
  local facets, driver, driverSize = {}, nil, math.huge
  for i, facet in ipairs(filter) do
    local containers = containersOf(segment, facet)
    if not containers then
      return { count = 0, members = {} }
    end
    facets[i] = containers
    if #containers.bitmaps == 0 then
      local size = 0
      for _, key in ipairs(containers.sets) do
        size = size + redis.call('SCARD', key)
      end
      if size < driverSize then
        driver, driverSize = i, size
      end
    end
  end

  if driver then
    local candidates = {}
    for _, member in ipairs(redis.call('SUNION', unpack(facets[driver].sets))) do
      local bit = tonumber(member)
      if bit >= low and bit <= high then
        candidates[#candidates + 1] = bit
      end
    end
    for i, containers in ipairs(facets) do
      if i ~= driver and #candidates > 0 then
        candidates = keepHeld(candidates, containers)
      end
    end
    return { count = #candidates, members = candidates }
  end

  local bitmaps = {}
  for i, containers in ipairs(facets) do
    bitmaps[i] = unionBitmap(containers, i)
  end
  local bitmap = bitmaps[1]
  if #bitmaps > 1 then
    bitmap = SCRATCH_AND
    redis.call('BITOP', 'AND', bitmap, unpack(bitmaps))
  end
  local count
  if low == 0 and high == SEGMENT - 1 then
    count = redis.call('BITCOUNT', bitmap)
  else
    count = redis.call('BITCOUNT', bitmap, low, high, 'BIT')
  end
  return { count = count, bitmap = bitmap }
end

local function dropScratch(filter)
  redis.call('DEL', SCRATCH_AND)
  for i = 1, #filter do
    redis.call('DEL', SCRATCH_OR .. i)
  end
end

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

local function matchedBits(matches, low, high, skip, limit)
  if matches.bitmap then
    return highestBits(matches.bitmap, low, high, skip, limit)
  end
  table.sort(matches.members, function(a, b) return a > b end)
  local bits = {}
  for i = skip + 1, math.min(skip + limit, matches.count) do
    bits[#bits + 1] = matches.members[i]
  end
  return bits
end
