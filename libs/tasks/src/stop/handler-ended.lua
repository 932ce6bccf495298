-- The handler of an abandoned attempt has ended after all.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt
-- Returns 'ok' | 'fenced'
--- @flags allow-oom
--- @include "../record/record"
local id, attempt = ARGV[3], ARGV[4]

local field = 'a' .. attempt
local entry = decoded(fieldsOf('HMGET', KEYS[1], field)[1] or '')
if not entry or entry.outcome ~= 'abandoned' then
  return 'fenced'
end
entry.handlerEndedAt = now
redis.call('HSET', KEYS[1], field, cjson.encode(entry))
return 'ok'
