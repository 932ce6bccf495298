-- Keeps a view, and whether it is shared.
-- KEYS 1 the views of its owner, by their ids
-- ARGV 3 id, 4 view (JSON), 5 as it was read ('' for a new one), 6 '1' for a shared one, 7 its owner, 8 how many a person may have, 9 how
--      many may be shared, 10 the audit entry
-- Returns 'ok' | 'TOO_MANY_VIEWS' | 'VIEW_NOT_FOUND' | 'changed' (it is no longer as it was read)
--- @include "../record/record"
--- @include "../audit-trail/tell"
local id, viewJson, before, isShared, owner = ARGV[3], ARGV[4], ARGV[5], ARGV[6] == '1', ARGV[7]
local mostOwn, mostShared, entry = tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[10]

local sharedKey = prefix .. ':shared-views'
local isNew = before == ''
if not isNew then
  local kept = redis.call('HGET', KEYS[1], id)
  if kept ~= before then
    return kept and 'changed' or 'VIEW_NOT_FOUND'
  end
end
if isNew and redis.call('HLEN', KEYS[1]) >= mostOwn then
  return 'TOO_MANY_VIEWS'
end
local wasShared = redis.call('HEXISTS', sharedKey, id) == 1
if isShared and not wasShared and redis.call('HLEN', sharedKey) >= mostShared then
  return 'TOO_MANY_VIEWS'
end
tellAudit(entry, unpack(isNew and { 'm', id } or {}))
redis.call('HSET', KEYS[1], id, viewJson)
if isShared then
  redis.call('HSET', sharedKey, id, owner)
else
  redis.call('HDEL', sharedKey, id)
end
return 'ok'
