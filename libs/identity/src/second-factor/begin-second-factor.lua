-- Keeps the secret of a second factor until its first code is there. A former one that waits is given up.
-- KEYS 1 prefix
-- ARGV 1 user id, 2 the secret sealed, 3 for how long in s, 4 the audit entry
-- Returns 'ok' | 'USER_NOT_FOUND' | 'SECOND_FACTOR_ON'
--- @include "factors"
--- @include "../audit-trail/tell"
--- @flags allow-oom
local _, user = userOf(ARGV[1])
if not user then
  return 'USER_NOT_FOUND'
end
if user.secondFactor then
  return 'SECOND_FACTOR_ON'
end
tellAudit(ARGV[4], 'l', user.username)
redis.call('SET', begunOf(ARGV[1]), ARGV[2], 'EX', ARGV[3])
return 'ok'
