-- A schedule is a hash, `schedule:<id>`, each field a text ('' and no field are the same):
--   d           JSON, what people set of it and who owns it (`schedule-record.ts`)
--   name, owner, by   of that: its name, its owner's id, and that person as events tell it (JSON)
--   overlap, pauseAfter   of that: what becomes of a tick while the task before is not over; failures until it is paused
--   version     grows with every change, not with ticks
--   enabled     '1', or '0' with `pausedBecause`
--   next        the first tick that nothing has become of yet (epoch ms)
--   held        a tick that waits until the latest task is over (epoch ms)
--   waits       '1' where `next` is made up for and waits for that too
--   lastTask    the latest task that a tick started
--   failures    how many of them have failed one after the other
--   last        the latest tick (JSON); `schedule:<id>:ticks` has the newest 50
-- `schedules` and `schedules:of:<owner>` have their ids by the time of creation, `schedules:due` by when each is looked at,
-- `schedules:declared` those that code declares by their names there, `schedules:declared:seen` when each was last declared.
--- @include "../record/record"
--- @include "../event-log/append"
local KEPT_TICKS = 50

local function scheduleKey(id)
  return prefix .. ':schedule:' .. id
end

local dueKey = prefix .. ':schedules:due'
local declaredKey = prefix .. ':schedules:declared'

local FIELDS = {
  'd', 'name', 'owner', 'by', 'overlap', 'pauseAfter', 'version', 'enabled', 'pausedBecause', 'next', 'held', 'waits',
  'lastTask', 'failures', 'last',
}

-- With no field yet.
local function newSchedule(id)
  local schedule = { id = id }
  for _, name in ipairs(FIELDS) do
    schedule[name] = ''
  end
  return schedule
end

-- Its fields, '' for those that are not there; nil where there is no such schedule.
local function loadSchedule(id)
  local values = fieldsOf('HMGET', scheduleKey(id), unpack(FIELDS))
  if not values[1] or not tonumber(values[7]) then
    return nil
  end
  local schedule = { id = id }
  for i, name in ipairs(FIELDS) do
    schedule[name] = values[i] or ''
  end
  return schedule
end

-- Writes some fields.
local function setSchedule(schedule, fields)
  local flat = {}
  for name, value in pairs(fields) do
    schedule[name] = tostring(value)
    flat[#flat + 1], flat[#flat + 2] = name, schedule[name]
  end
  redis.call('HSET', scheduleKey(schedule.id), unpack(flat))
end

-- When it is looked at again; nil for never.
local function lookAt(id, dueAt)
  if dueAt then
    redis.call('ZADD', dueKey, dueAt, id)
  else
    redis.call('ZREM', dueKey, id)
  end
end

-- Event schedule:changed. change: created, updated, paused, resumed or deleted. nextRunAt: '' where it does not run
local function tellChange(schedule, change, nextRunAt)
  appendEntry('schedule:changed', 'id', schedule.id, 'at', now, 'by', schedule.by, 'c', change, 'name', schedule.name,
    'because', schedule.pausedBecause, 'next', schedule.enabled == '1' and nextRunAt or '', 'v', schedule.version,
    forOwner(schedule.owner))
end

-- What became of ticks, oldest first: {at, outcome, task}
local function keepTicks(schedule, ticks)
  for _, tick in ipairs(ticks) do
    local json = cjson.encode(tick)
    redis.call('LPUSH', scheduleKey(schedule.id) .. ':ticks', json)
    schedule.last = json
  end
  if #ticks > 0 then
    redis.call('LTRIM', scheduleKey(schedule.id) .. ':ticks', 0, KEPT_TICKS - 1)
    setSchedule(schedule, { last = schedule.last })
  end
end

-- Pauses it; its ticks go on, and start nothing.
local function pauseSchedule(schedule, because)
  if schedule.held ~= '' then
    keepTicks(schedule, { { at = tonumber(schedule.held), outcome = 'paused' } })
  end
  setSchedule(schedule, {
    enabled = '0', pausedBecause = because, held = '', waits = '', version = tonumber(schedule.version) + 1,
  })
  tellChange(schedule, 'paused', '')
end
