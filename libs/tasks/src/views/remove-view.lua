-- Deletes a view.
-- KEYS 1 the views of its owner, by their ids
-- ARGV 3 id, 4 the audit entry
-- Returns 1, or 0 where it was not there
--- @flags allow-oom
--- @include "../record/record"
--- @include "../audit-trail/tell"
local id, entry = ARGV[3], ARGV[4]

if redis.call('HEXISTS', KEYS[1], id) == 0 then
  return 0
end
tellAudit(entry)
redis.call('HDEL', KEYS[1], id)
redis.call('HDEL', prefix .. ':shared-views', id)
return 1
