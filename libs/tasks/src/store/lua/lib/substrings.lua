-- Substrings of unspaced text, longer than a gram. In a text whose pairs of characters are all different, all grams of a
-- substring are only together where the substring is. A repeating text (posting `~`) is found by its long grams instead:
-- the substring itself, or (past 12 characters) several.
local function allOf(source, values)
  local filter = {}
  for i, value in ipairs(values) do
    filter[i] = { source, value }
  end
  return filter
end

-- Leaves out of what matchSegment found the tasks a container has, if there is one.
local function leaveOut(matches, container, name)
  if not container then
    return
  end
  if matches.members then
    matches.members = keepHeld(matches.members, container, false)
    return
  end
  local key = scratchKey(name)
  if container.bitmaps[1] then
    redis.call('BITOP', 'AND', key, matches.bitmap, container.bitmaps[1])
    redis.call('BITOP', 'XOR', key, matches.bitmap, key)
  else
    redis.call('BITOP', 'OR', key, matches.bitmap)
    setBits(key, redis.call('SMEMBERS', container.sets[1]), 0)
  end
  matches.bitmap = key
end

-- Adds the containers of a segment's tasks with the substring.
-- facet: {'substring', grams, long grams}
function addSubstringContainers(segment, facet, ordinal, containers)
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
    local matches = matchSegment(segment, allOf(source, facet[2]), 0, SEGMENT - 1)
    leaveOut(matches, containersOf(segment, { source, '~' }), name)
    add(matches, name)
    add(matchSegment(segment, allOf(source, facet[3]), 0, SEGMENT - 1), name .. ':long')
  end
end
