-- Keeps a newer voucher of an OpenID provider for a session that goes on.
-- KEYS 1 prefix
-- ARGV 1 session id, 2 the voucher
-- Returns 1, or 0 where the session has ended
--- @include "sessions"
--- @flags allow-oom
if not sessionOf(ARGV[1], 'voucher')[1] then
  return 0
end
redis.call('HSET', prefix .. ':session:' .. ARGV[1], 'voucher', ARGV[2])
return 1
