-- Reads a part of what matches a filter, in the order in which it finished.
-- KEYS 1 the order (`finished`)
-- ARGV 3 filter (JSON: a list of {facet, value, …}), which matches nothing unfinished, 4 '1' for the latest first, 5 the number of
--      the task that it begins after (0 for none), 6 when that finished (epoch ms), 7 how many matches to leave out, 8 limit,
--      9 created from (epoch ms, '' for any), 10 created before (epoch ms, '' for any), 11 '1' where all that is finished matches
-- Returns {how many are still to be left out, '1' where there is no more, number of the last task looked at, when that finished,
--      a row (`index/row.lua`), …}. It looks at LOOKS tasks at most: who wants more begins after the last one
--- @flags allow-oom
--- @include "order"
--- @include "../index/intake"
--- @include "../index/numbers"
--- @include "../index/match"
--- @include "../index/row"
local filter, isDown, skip, limit = cjson.decode(ARGV[3]), ARGV[4] == '1', tonumber(ARGV[7]), tonumber(ARGV[8])
local afterNumber, afterMs = tonumber(ARGV[5]), tonumber(ARGV[6])
local from, before, isAll = tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11] == '1'
local LOOKS, FEW, MANY = 20000, 50, 1000 -- at most; at once, for who finds enough at once, and for who does not

fileIntake()
local newest = newestNumber()
local lowest = from and firstNumberAt(from, newest) or 1
local highest = before and firstNumberAt(before, newest) - 1 or newest

-- What matches in a segment, worked out when the first of its tasks is met.
local matchesOf = {}
local function matchesIn(segment)
  local found = matchSegment(segment, filter, 0, SEGMENT - 1)
  local matches = { bytes = found.bitmap and redis.call('GET', found.bitmap) or '', members = {} }
  for _, bit in ipairs(found.members or {}) do
    matches.members[bit] = true
  end
  matchesOf[segment] = matches
  return matches
end

local function isMatch(number)
  if number < lowest or number > highest then
    return false
  end
  local segment, bit = math.floor(number / SEGMENT), number % SEGMENT
  local matches = matchesOf[segment] or matchesIn(segment)
  local byte = matches.bytes:byte(math.floor(bit / 8) + 1)
  return matches.members[bit] or (byte and math.floor(byte / 2 ^ (7 - bit % 8)) % 2 == 1)
end

local place = placeAfter(afterNumber, afterMs, isDown)
if isAll then
  place, skip = place + skip, 0
end
local rows, looks, last, isEnd = {}, 0, nil, false
local atOnce = FEW
while limit > 0 and looks < LOOKS and not isEnd do
  local members = redis.call(isDown and 'ZREVRANGE' or 'ZRANGE', finishedKey, place, place + atOnce - 1)
  isEnd = #members < atOnce
  for i, member in ipairs(members) do
    local number = tonumber(member)
    last = number
    if isMatch(number) then
      if skip > 0 then
        skip = skip - 1
      else
        rows[#rows + 1] = rowOf(number)
        limit = limit - 1
        if limit == 0 then
          isEnd = isEnd and i == #members
          break
        end
      end
    end
  end
  place, looks, atOnce = place + #members, looks + #members, math.min(MANY, 2 * atOnce)
end
dropScratch()
local lastMs = last and redis.call('ZSCORE', finishedKey, finishedMember(last)) or '0'
return { skip, isEnd and '1' or '', last or 0, lastMs, unpack(rows) }
