-- Fixes what matches a filter: one more value, a token, of the facet `snapshot`. It expires by itself.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 filter (JSON: a list of {facet, value, …}), 4 token, 5 lifetime (ms)
-- Returns 'ok'
--- @flags allow-oom
--- @include "numbers"
--- @include "intake"
--- @include "match"
local filter, token, lifetimeMs = cjson.decode(ARGV[3]), ARGV[4], tonumber(ARGV[5])

fileIntake()
local newest = newestNumber()
local MEMBERS = 2000
for segment = math.floor(newest / SEGMENT), 0, -1 do
  local matches = matchSegment(segment, filter, 0, SEGMENT - 1)
  if matches.count > 0 then
    local key = postingKey(segment, 'snapshot', token)
    local bytes = matches.bitmap and redis.call('GET', matches.bitmap)
    if bytes then
      redis.call('SET', key, bytes, 'PX', lifetimeMs)
    else
      for first = 1, #matches.members, MEMBERS do
        redis.call('SADD', key, unpack(matches.members, first, math.min(first + MEMBERS - 1, #matches.members)))
      end
      redis.call('PEXPIRE', key, lifetimeMs)
    end
  end
end
dropScratch()
return 'ok'
