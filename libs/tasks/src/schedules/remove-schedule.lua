-- Deletes a schedule; its tasks stay.
-- KEYS 1 the record
-- ARGV 3 id, 4 its name where the code declares it, else '', 5 the audit entry
-- Returns 'ok' | 'gone' where it is not there | 'SCHEDULE_DECLARED' where a code that runs declares it
-- Event schedule:changed
--- @flags allow-oom
--- @include "schedule"
--- @include "../audit-trail/tell"
local id, declaredAs, entry = ARGV[3], ARGV[4], ARGV[5]

local schedule = loadSchedule(id)
if not schedule then
  return 'gone'
end
if declaredAs ~= '' and redis.call('ZSCORE', declaredKey .. ':seen', declaredAs) then
  return 'SCHEDULE_DECLARED'
end
tellAudit(entry)
redis.call('HDEL', declaredKey, declaredAs)
lookAt(id, nil)
redis.call('ZREM', prefix .. ':schedules', id)
redis.call('ZREM', prefix .. ':schedules:of:' .. schedule.owner, id)
redis.call('DEL', KEYS[1], KEYS[1] .. ':ticks')
tellChange(schedule, 'deleted', '')
return 'ok'
