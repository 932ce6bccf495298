-- Deletes a schedule; its tasks stay.
-- KEYS 1 the record
-- ARGV 3 id
-- Returns 1 where it was there
-- Event schedule:changed
--- @flags allow-oom
--- @include "schedule"
local id = ARGV[3]

local schedule = loadSchedule(id)
if not schedule then
  return 0
end
lookAt(id, nil)
redis.call('ZREM', prefix .. ':schedules', id)
redis.call('ZREM', prefix .. ':schedules:of:' .. schedule.owner, id)
redis.call('DEL', KEYS[1], KEYS[1] .. ':ticks')
tellChange(schedule, 'deleted', '')
return 1
