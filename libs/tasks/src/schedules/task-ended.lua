-- What the end of a tick's task means to its schedule: a tick that waited for it may start; so many failures pause it.
--- @include "schedule"

-- A task of a schedule (`schedule` in its state) is over, by the status there.
local function scheduleTaskEnded(task)
  local schedule = loadSchedule(task.state.schedule)
  if not schedule then
    return
  end
  if task.id == schedule.lastTask and (schedule.held ~= '' or schedule.waits ~= '') then
    lookAt(schedule.id, now)
  end
  local status, most = task.state.status, tonumber(schedule.pauseAfter)
  if not most or (status ~= 'failed' and status ~= 'completed') then
    return
  end
  local failures = status == 'failed' and (tonumber(schedule.failures) or 0) + 1 or 0
  if failures ~= (tonumber(schedule.failures) or 0) then
    setSchedule(schedule, { failures = failures })
  end
  if failures >= most and schedule.enabled == '1' then
    pauseSchedule(schedule, 'FAILURES')
  end
end
