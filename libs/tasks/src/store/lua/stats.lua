-- Counts what matches a filter, by status and by type.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 filter (JSON, without status and type), 4… the statuses
-- Returns a flat list of facet, value, count
local newest = tonumber(redis.call('HGET', KEYS[1], 'number') or 0)
local filter = cjson.decode(ARGV[3])
local counts = {}
local function count(facet, value)
  filter[#filter + 1] = { facet, value }
  local total = 0
  for segment = math.floor(newest / SEGMENT), 0, -1 do
    total = total + matchSegment(segment, filter, 0, SEGMENT - 1).count
  end
  filter[#filter] = nil
  counts[#counts + 1] = facet
  counts[#counts + 1] = value
  counts[#counts + 1] = total
end
for i = 4, #ARGV do
  count('status', ARGV[i])
end
for _, type in ipairs(redis.call('SMEMBERS', prefix .. ':types')) do
  count('type', type)
end
dropScratch()
return counts
