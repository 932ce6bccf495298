-- Drops some of the oldest entries: none that a follower has not read, none of the newest and none from a cursor on.
-- KEYS 1 the log, 2 the followers' cursors
-- ARGV 1 that cursor, 2 how many of the newest are kept in any case, 3 how many are dropped at most
-- Returns how many were dropped
local function parts(cursor)
  local ms, sequence = cursor:match('^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(sequence)
end

local excess = redis.call('XLEN', KEYS[1]) - tonumber(ARGV[2])
if excess <= 0 then
  return 0
end
local first = ARGV[1]
for _, cursor in ipairs(redis.call('HVALS', KEYS[2])) do
  local ms, sequence = parts(cursor)
  local firstMs, firstSequence = parts(first)
  if ms < firstMs or (ms == firstMs and sequence < firstSequence) then
    first = cursor
  end
end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', first, 'LIMIT', math.min(excess, tonumber(ARGV[3])))
