-- An OpenID provider gives somebody no role here any more: their sessions end, and their access tokens are good no longer, until it does.
-- KEYS 1 prefix
-- ARGV 1 issuer, 2 subject
-- Returns the user id, or nil where nobody is linked
--- @include "../sessions/sessions"
--- @flags allow-oom
local id = redis.call('HGET', prefix .. ':links', linkOf(ARGV[1], ARGV[2]))
if not id then
  return false
end
redis.call('HDEL', prefix .. ':vouched', id)
endSessionsOf(id, '')
return id
