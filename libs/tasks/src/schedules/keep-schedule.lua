-- Creates a schedule, or changes one.
-- KEYS 1 the record
-- ARGV 3 id, 4 the version that it is changed from ('' to create), 5 its next tick as that was read, 6 what it is from now on
--      (JSON: fields and their texts), 7 when it is looked at ('' for never), 8 the change, as its event tells it, 9 how many
--      schedules an owner may have, 10 how many there may be in all, 11 ticks that start nothing any more (JSON list),
--      12 the audit entry
-- Returns 'ok' | 'changed' where version or next tick are others, or it is gone | 'TOO_MANY_SCHEDULES'
-- Event schedule:changed
--- @include "schedule"
--- @include "../audit-trail/tell"
local id, version, expected, fields = ARGV[3], ARGV[4], ARGV[5], cjson.decode(ARGV[6])
local dueAtText, change = ARGV[7], ARGV[8]
local mostOfOwner, mostInAll = tonumber(ARGV[9]), tonumber(ARGV[10])
local droppedAt, entry = cjson.decode(ARGV[11]), ARGV[12]

local before = loadSchedule(id)
local isNew = version == ''
if isNew == (before ~= nil) or (before and (before.version ~= version or before.next ~= expected)) then
  return 'changed'
end
local allKey, ofOwner = prefix .. ':schedules', prefix .. ':schedules:of:' .. fields.owner
local isMoved = before ~= nil and before.owner ~= fields.owner
if isNew or isMoved then
  if redis.call('ZCARD', ofOwner) >= mostOfOwner or (isNew and redis.call('ZCARD', allKey) >= mostInAll) then
    return 'TOO_MANY_SCHEDULES'
  end
end
tellAudit(entry, unpack(isNew and { 'm', id } or {}))
if isNew or isMoved then
  local createdAt = isNew and now or redis.call('ZSCORE', allKey, id)
  redis.call('ZADD', allKey, createdAt, id)
  redis.call('ZADD', ofOwner, createdAt, id)
end
if isMoved then
  redis.call('ZREM', prefix .. ':schedules:of:' .. before.owner, id)
end

local schedule = before or newSchedule(id)
if before and before.held ~= '' and fields.held == '' then
  keepTicks(schedule, { { at = tonumber(before.held), outcome = 'paused' } })
end
local dropped = {}
for _, at in ipairs(droppedAt) do
  dropped[#dropped + 1] = { at = at, outcome = before.enabled == '1' and 'missed' or 'paused' }
end
keepTicks(schedule, dropped)
setSchedule(schedule, fields)
lookAt(id, tonumber(dueAtText))
tellChange(schedule, change, schedule.next ~= '' and dueAtText or '')
return 'ok'
