-- Lets one worker at a time delete what is not kept any longer.
-- KEYS 1 the lock
-- ARGV 3 who asks, 4 lifetime (ms) from now on
-- Returns 1 when it is theirs, 0 while it is another's
--- @flags allow-oom
local worker, lifetimeMs = ARGV[3], tonumber(ARGV[4])

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= worker then
  return 0
end
redis.call('SET', KEYS[1], worker, 'PX', lifetimeMs)
return 1
