-- Substrings of unspaced text, longer than a gram. In a text whose pairs of characters are all different, all grams of a
-- substring are only together where the substring is. A repeating text (posting `~`) is found by its long grams instead:
-- the substring itself, or (past 12 characters) several.
--- @include "intersect"
--- @include "terms"

local function containerOf(segment, name, value)
  local container = newContainers()
  sortIn(container, postingKey(segment, name, value))
  return container
end

-- What of a segment has all values of a facet.
local function matchesOfAll(segment, name, values)
  return intersect(values, function(value)
    return containerOf(segment, name, value)
  end, 0, SEGMENT - 1)
end

-- Leaves out of what was found those that are in a container, if there is one.
local function leaveOut(matches, container, name)
  if isEmpty(container) then
    return
  end
  if matches.members then
    matches.members = keepHeld(matches.members, container, false)
    return
  end
  local left = scratchKey(name)
  if container.bitmaps[1] then
    redis.call('BITOP', 'AND', left, matches.bitmap, container.bitmaps[1])
    redis.call('BITOP', 'XOR', left, matches.bitmap, left)
  else
    redis.call('BITOP', 'OR', left, matches.bitmap)
    setBits(left, redis.call('SMEMBERS', container.sets[1]), 1, '0')
  end
  matches.bitmap = left
end

-- Adds the containers of a segment's tasks with the substring.
-- facet: {'substring', grams, long grams}
local function addSubstringContainers(segment, facet, ordinal, containers)
  local function add(matches, name)
    local key = scratchKey(name)
    if matches.bitmap then
      redis.call('BITOP', 'OR', key, matches.bitmap)
      containers.bitmaps[#containers.bitmaps + 1] = key
    elseif #matches.members > 0 then
      redis.call('DEL', key)
      redis.call('SADD', key, unpack(matches.members))
      containers.sets[#containers.sets + 1] = key
    end
  end

  for _, source in ipairs({ 'term', 'error' }) do
    local name = 'substring:' .. ordinal .. ':' .. source
    local matches = matchesOfAll(segment, source, facet[2])
    leaveOut(matches, containerOf(segment, source, REPEATING), name)
    add(matches, name)
    add(matchesOfAll(segment, source, facet[3]), name .. ':long')
  end
end
