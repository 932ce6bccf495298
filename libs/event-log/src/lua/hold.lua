-- Lets one of several processes do something, for a while.
-- KEYS 1 the lease
-- ARGV 1 who asks, 2 its lifetime (ms) from now on; 0 gives it back
-- Returns 1 when it is theirs, 0 while it is another's
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return 0
end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
