-- Deletes what a snapshot fixed; nothing happens when there is none.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 token
-- Returns 'ok'
--- @flags allow-oom
--- @include "postings"
local token = ARGV[3]

local newest = tonumber(redis.call('HGET', KEYS[1], 'number') or 0)
for segment = 0, math.floor(newest / SEGMENT) do
  redis.call('UNLINK', postingKey(segment, 'snapshot', token))
end
return 'ok'
