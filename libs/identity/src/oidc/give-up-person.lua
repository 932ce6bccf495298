-- An OpenID provider gives somebody no role here any more: their sessions end, and their access tokens are good no longer, until it
-- does. What has been overtaken by a newer word changes nothing.
-- KEYS 1 prefix
-- ARGV 1 issuer, 2 subject, 3 the number of the question
-- Returns {'ok', the user id or '' where nobody is linked} | {'overtaken'}
--- @include "../sessions/sessions"
--- @include "answers"
--- @flags allow-oom
local link = linkOf(ARGV[1], ARGV[2])
local id = redis.call('HGET', prefix .. ':links', link)
if not id then
  return { 'ok', '' }
end
if isOvertaken(link, ARGV[3]) then
  return { 'overtaken' }
end
redis.call('HDEL', prefix .. ':vouched', id)
overtakeOthers(link)
endSessionsOf(id, '')
return { 'ok', id }
