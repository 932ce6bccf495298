-- Finds what matches a filter, segment by segment. A filter is a list of facets {name, value, value, …}: a task
-- matches a facet when it has one of the values, and the filter when it matches every facet.
--- @include "ids"
--- @include "intersect"
--- @include "substrings"
local ID = 'id:' -- before an id's digits

-- The containers one facet has in a segment. The facet `text` looks for its values in title, type, error and id.
local function containersOf(segment, facet, ordinal)
  local containers = newContainers()
  if facet[1] == 'substring' then
    addSubstringContainers(segment, facet, ordinal, containers)
    return containers
  end
  for i = 2, #facet do
    if facet[1] ~= 'text' then
      sortIn(containers, postingKey(segment, facet[1], facet[i]))
    elseif facet[i]:sub(1, #ID) == ID then
      containers.bitmaps[#containers.bitmaps + 1] = idBitmap(segment, facet[i]:sub(#ID + 1))
    else
      sortIn(containers, postingKey(segment, 'term', facet[i]))
      sortIn(containers, postingKey(segment, 'error', facet[i]))
    end
  end
  return containers
end

-- The matches of one segment with bit numbers low..high, as `intersect` gives them.
local function matchSegment(segment, filter, low, high)
  return onScratch(function()
    return intersect(filter, function(facet, ordinal)
      return containersOf(segment, facet, ordinal)
    end, low, high)
  end)
end
