-- Looks through pending tasks, oldest first, for some whose ticket is in none of its places (a worker popped it and could not
-- begin), and makes them ready anew. One that is held has none and gets none.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 only above this number, 4 how many at most
-- Returns the number of the last one looked at, 0 when that was the newest
--- @flags allow-oom
--- @include "places"
--- @include "../index/oldest-first"
--- @include "../index/numbers"
local above, limit = tonumber(ARGV[3]), tonumber(ARGV[4])

local last = 0
local missing = {}
local seen = eachOldestFirst({ { 'status', 'pending' } }, above, limit, function(number)
  last = number
  local task = loadTask(idOf(number) or '')
  if task and not isPlaced(task) then -- one whose record is gone is found by whoever lists it
    missing[#missing + 1] = task
  end
end)
for _, task in ipairs(missing) do
  giveBack(task, false) -- also of one that is to run later: the clock may have gone back since it came to its lane
  makeReady(task)
  rewriteState(task)
end
return seen < limit and 0 or last
