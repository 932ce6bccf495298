-- Reads what matches a filter, oldest first.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 filter (JSON: a list of {facet, value, …}), 4 only above this number, 5 how many at most
-- Returns a flat list of id, head, state, number; what is not there is ''
--- @flags allow-oom
--- @include "intake"
--- @include "oldest-first"
--- @include "numbers"
local filter, above, limit = cjson.decode(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

-- Returns what was found, and up to which number that is all that matches.
local function find()
  local found, last = {}, 0
  local seen = eachOldestFirst(filter, above, limit, function(number)
    local id = idOf(number)
    local record = id and fieldsOf('HMGET', recordKey(id), 'h', 's') or {}
    found[#found + 1] = id or ''
    found[#found + 1] = record[1] or ''
    found[#found + 1] = record[2] or ''
    found[#found + 1] = number
    last = number
  end)
  return found, seen < limit and math.huge or last
end

local waiting = lowestWaiting()
local found, upTo = find()
if waiting and waiting <= upTo then
  fileIntake()
  found = find()
end
return found
