-- Reads a page of what matches a filter, newest first.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 filter (JSON: a list of {facet, value, …}), 4 offset, 5 limit, 6 created from (epoch ms, '' for any),
--      7 created before (epoch ms, '' for any), 8 only below this number (0 for any), 9 '1' to count all matches,
--      10 the task that the page begins after, whether it is still there or not ('' for the offset alone)
-- Returns {total (-1 unless counted), how many matches the page begins after, a row (`row.lua`), …}
--- @flags allow-oom
--- @include "intake"
--- @include "numbers"
--- @include "match"
--- @include "bits"
--- @include "row"
local filter, skip, limit = cjson.decode(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local from, before, below = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local countAll, afterId = ARGV[9] == '1', ARGV[10]

fileIntake()
local newest = newestNumber()
local place = afterId ~= '' and placeOf(afterId, newest) or math.huge

local lowest = from and firstNumberAt(from, newest) or 1
local highest = before and firstNumberAt(before, newest) - 1 or newest
if below > 0 then
  highest = math.min(highest, below - 1)
end

local total, passed = 0, skip
local page = { 0, 0 }
for segment = math.floor(highest / SEGMENT), math.floor(lowest / SEGMENT), -1 do
  local low = math.max(lowest - segment * SEGMENT, 0)
  local high = math.min(highest - segment * SEGMENT, SEGMENT - 1)
  if low > high then
    break
  end
  local matches = matchSegment(segment, filter, low, high)
  total = total + matches.count
  if place <= segment * SEGMENT + high then
    local newer = matches.count
    high = place - 1 - segment * SEGMENT
    matches = high >= low and matchSegment(segment, filter, low, high) or { count = 0 }
    passed = passed + newer - matches.count
  end
  if matches.count <= skip then
    skip = skip - matches.count
  else
    for _, bit in ipairs(matchedBits(matches, low, high, skip, limit)) do
      page[#page + 1] = rowOf(segment * SEGMENT + bit)
      limit = limit - 1
    end
    skip = 0
  end
  if limit == 0 and not countAll then
    break
  end
end
dropScratch()
page[1], page[2] = countAll and total or -1, passed
return page
