-- The access tokens of a person.
-- KEYS 1 prefix
-- ARGV 1 whose
-- Returns of each {the token (JSON), the minute it was used last (epoch seconds) or ''}
--- @include "tokens"
--- @flags allow-oom
local found = {}
for _, digest in ipairs(redis.call('HVALS', tokensOf(ARGV[1]))) do
  local json = tokenOf(digest)
  if json then
    found[#found + 1] = { json, redis.call('HGET', prefix .. ':tokens-used', digest) or '' }
  end
end
return found
