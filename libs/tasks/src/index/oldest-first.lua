-- Calls a function with the number of each task that matches a filter, oldest first, from the one after `above` on, for
-- `limit` tasks at most. Returns how many there were.
--- @include "match"
--- @include "numbers"
local function eachOldestFirst(filter, above, limit, visit)
  local newest = newestNumber()
  local left = limit
  for segment = math.floor(above / SEGMENT), math.floor(newest / SEGMENT) do
    if left == 0 then
      break
    end
    local low = math.max(above + 1 - segment * SEGMENT, 0)
    local matches = low < SEGMENT and matchSegment(segment, filter, low, SEGMENT - 1) or { count = 0, members = {} }
    if matches.count > 0 and matches.bitmap then
      local bit = redis.call('BITPOS', matches.bitmap, 1, low, -1, 'BIT')
      while bit >= 0 and left > 0 do
        visit(segment * SEGMENT + bit)
        left = left - 1
        bit = redis.call('BITPOS', matches.bitmap, 1, bit + 1, -1, 'BIT')
      end
    elseif matches.count > 0 then
      table.sort(matches.members)
      for i = 1, math.min(left, matches.count) do
        visit(segment * SEGMENT + matches.members[i])
        left = left - 1
      end
    end
  end
  dropScratch()
  return limit - left
end
