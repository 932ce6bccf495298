-- Reads the next tasks, oldest first, that an earlier version may have filed by other terms.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 version of the terms, 4 how many at most
-- Returns {the number they are above, {id, number, head, error, its terms}, …} | 'done'; what is not there is ''
--- @include "intake"
--- @include "oldest-first"
--- @include "numbers"
local version, limit = ARGV[3], tonumber(ARGV[4])

local meta = redis.call('HMGET', KEYS[1], 'terms', 'refiled')
if meta[1] == version then
  return 'done'
end
fileIntake()
local above = tonumber(meta[2] or 0)
local found = { above }
eachOldestFirst({ { 'all', '' } }, above, limit, function(number)
  local id = idOf(number)
  local record = id and fieldsOf('HMGET', recordKey(id), 'h', 'e', 'q') or {}
  found[#found + 1] = { id or '', number, record[1] or '', record[2] or '', record[3] or '' }
end)
return found
