-- What the containers of several facets have in common, in one segment.
--- @include "postings"
--- @include "scratch"
local ARGUMENTS = 2000

-- Containers of a facet in a segment, by their encoding: a task has the facet when it is in one of them.
local function newContainers()
  return { sets = {}, bitmaps = {} }
end

-- Adds a container, where there is one.
local function sortIn(containers, key)
  local encoding = redis.call('TYPE', key).ok
  if encoding == 'set' then
    containers.sets[#containers.sets + 1] = key
  elseif encoding == 'string' then
    containers.bitmaps[#containers.bitmaps + 1] = key
  end
end

local function isEmpty(containers)
  return #containers.sets + #containers.bitmaps == 0
end

-- The candidates that the containers hold (or, with `wanted` false, do not hold).
local function keepHeld(candidates, containers, wanted)
  local held = {}
  for _, key in ipairs(containers.sets) do
    for first = 1, #candidates, ARGUMENTS do
      local last = math.min(first + ARGUMENTS - 1, #candidates)
      for i, is in ipairs(redis.call('SMISMEMBER', key, unpack(candidates, first, last))) do
        if is == 1 then
          held[candidates[first + i - 1]] = true
        end
      end
    end
  end
  for _, key in ipairs(containers.bitmaps) do
    local bytes = redis.call('GET', key) or ''
    for _, candidate in ipairs(candidates) do
      local byte = bytes:byte(math.floor(candidate / 8) + 1)
      if byte and math.floor(byte / 2 ^ (7 - candidate % 8)) % 2 == 1 then
        held[candidate] = true
      end
    end
  end
  local kept = {}
  for _, candidate in ipairs(candidates) do
    if (held[candidate] or false) == wanted then
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
  local scratch = scratchKey('or:' .. ordinal)
  redis.call('BITOP', 'OR', scratch, unpack(containers.bitmaps))
  for _, key in ipairs(containers.sets) do
    setBits(scratch, redis.call('SMEMBERS', key), 1, '1')
  end
  return scratch
end

-- The bits within low..high that are in a container of each facet; `containersOf` is asked for those of a facet and its
-- ordinal. {count, members} when one facet has only integer sets, else {count, bitmap} with the key of a bitmap that holds
-- until the next call.
local function intersect(facets, containersOf, low, high)
  local containersOfAll, driver, driverSize = {}, nil, math.huge
  for i, facet in ipairs(facets) do
    local containers = containersOf(facet, i)
    if isEmpty(containers) then
      return { count = 0, members = {} }
    end
    containersOfAll[i] = containers
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
    local candidates, isCandidate = {}, {}
    for _, key in ipairs(containersOfAll[driver].sets) do
      for _, member in ipairs(redis.call('SMEMBERS', key)) do
        local bit = tonumber(member)
        if bit and bit >= low and bit <= high and not isCandidate[bit] then
          isCandidate[bit] = true
          candidates[#candidates + 1] = bit
        end
      end
    end
    for i, containers in ipairs(containersOfAll) do
      if i ~= driver and #candidates > 0 then
        candidates = keepHeld(candidates, containers, true)
      end
    end
    return { count = #candidates, members = candidates }
  end

  local bitmaps = {}
  for i, containers in ipairs(containersOfAll) do
    bitmaps[i] = unionBitmap(containers, i)
  end
  local bitmap = bitmaps[1]
  if #bitmaps > 1 then
    bitmap = scratchKey('and')
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
