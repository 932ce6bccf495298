-- A worker says what its code declares, again and again as long as it runs: which of it counts, and what no code declares any more.
-- Of codes that run at once (a deploy under way) the one counts that came last; a code is over when none of its workers has been
-- heard of for a while. What none has declared for long is paused, as `CODE_GONE`.
-- KEYS 1 the codes that run (hash: digest → JSON {since, seen, names})
-- ARGV 3 the digest of this code, 4 the names it declares (JSON list), 5 an id for each of them where it is new (JSON list), 6 after
--      how long a code is over (ms), 7 after how long what none declares is gone (ms)
-- Returns {flat list of name and id of what counts of this code, names of what was paused}
-- Event schedule:changed
--- @include "../schedule"
local digest, names, newIds = ARGV[3], cjson.decode(ARGV[4]), cjson.decode(ARGV[5])
local overMs, goneMs = tonumber(ARGV[6]), tonumber(ARGV[7])

local sinceMs, others = now, {}
local codes = fieldsOf('HGETALL', KEYS[1])
for i = 1, #codes, 2 do
  local code = decoded(codes[i + 1])
  if not code or now - code.seen >= overMs then
    redis.call('HDEL', KEYS[1], codes[i])
  elseif codes[i] == digest then
    sinceMs = code.since
  else
    others[#others + 1] = { digest = codes[i], since = code.since, names = code.names }
  end
end
redis.call('HSET', KEYS[1], digest, cjson.encode({ since = sinceMs, seen = now, names = names }))

local isNewer = {}
for _, code in ipairs(others) do
  if code.since > sinceMs or (code.since == sinceMs and code.digest > digest) then
    for _, name in ipairs(code.names) do
      isNewer[name] = true
    end
  end
end

local counting = {}
for i, name in ipairs(names) do
  redis.call('ZADD', declaredKey .. ':seen', now, name)
  if not isNewer[name] then
    redis.call('HSETNX', declaredKey, name, newIds[i])
    counting[#counting + 1] = name
    counting[#counting + 1] = redis.call('HGET', declaredKey, name)
  end
end

local gone = {}
if now - sinceMs >= goneMs then -- others have had the time to say what they declare
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', declaredKey .. ':seen', '-inf', now - goneMs)) do
    redis.call('ZREM', declaredKey .. ':seen', name)
    local schedule = loadSchedule(redis.call('HGET', declaredKey, name) or '')
    if schedule and schedule.enabled == '1' then
      pauseSchedule(schedule, 'CODE_GONE')
      gone[#gone + 1] = name
    end
  end
end
return { counting, gone }
