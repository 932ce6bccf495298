-- Reads what matches a filter, oldest first.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 filter (JSON: a list of {facet, value, …}), 4 only above this number, 5 how many at most
-- Returns a flat list of id, head, state
local newest = tonumber(redis.call('HGET', KEYS[1], 'number') or 0)
local filter = cjson.decode(ARGV[3])
local above, limit = tonumber(ARGV[4]), tonumber(ARGV[5])
local found = {}

local function take(number)
  local id = idOf(number)
  local record = redis.call('HMGET', recordKey(id), 'h', 's')
  found[#found + 1] = id
  found[#found + 1] = record[1]
  found[#found + 1] = record[2]
  limit = limit - 1
end

for segment = math.floor(above / SEGMENT), math.floor(newest / SEGMENT) do
  if limit == 0 then
    break
  end
  local low = math.max(above + 1 - segment * SEGMENT, 0)
  local matches = low < SEGMENT and matchSegment(segment, filter, low, SEGMENT - 1) or { count = 0, members = {} }
  if matches.count > 0 and matches.bitmap then
    local bit = redis.call('BITPOS', matches.bitmap, 1, low, -1, 'BIT')
    while bit >= 0 and limit > 0 do
      take(segment * SEGMENT + bit)
      bit = redis.call('BITPOS', matches.bitmap, 1, bit + 1, -1, 'BIT')
    end
  elseif matches.count > 0 then
    table.sort(matches.members)
    for i = 1, math.min(limit, matches.count) do
      take(segment * SEGMENT + matches.members[i])
    end
  end
end
dropScratch(filter)
return found
