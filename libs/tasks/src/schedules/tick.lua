-- What becomes of the ticks of a schedule that are due, in one step: compares version and expected tick, creates the tasks,
-- stores the next tick and what became of each.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 id, 4 the version and 5 the tick that the plan is for ('' for none), 6 the plan (JSON: {lines: [[at, outcome], …], runs:
--      [[at, waits, id tail], …], heldTail, next, dueAt}), 7 the task (JSON: {head, params, secrets, type, priority, owner, maxRetries, facets,
--      lock, scope, forMs}; '' where none is to start), 8 how many tasks of the owner may wait, 9 why it is paused ('' for not)
-- Returns 'ok' | 'moved' when the plan is for what was before | 'full' when too many tasks of the owner wait
-- Event schedule:ticked of each tick; task:created; schedule:changed
--- @include "schedule"
--- @include "../life/creation"
local id, version, expected = ARGV[3], ARGV[4], ARGV[5]
local plan, taskJson, mostWaiting, because = cjson.decode(ARGV[6]), ARGV[7], tonumber(ARGV[8]), ARGV[9]

local RECHECK_MS = 30000 -- where the end of the task before was not heard of

local schedule = loadSchedule(id)
if not schedule or schedule.version ~= version or schedule.next ~= expected then
  return 'moved'
end

local new = taskJson ~= '' and cjson.decode(taskJson) or nil
if new and tonumber(redis.call('HGET', prefix .. ':count:' .. new.owner, 'status:pending') or 0) >= mostWaiting then
  return 'full'
end

local ticks = {}
local function became(at, outcome, taskId)
  ticks[#ticks + 1] = { at = at, outcome = outcome, task = taskId }
end

-- The task that keeps another from starting: the latest of the schedule while it is not over, or one that is the same.
local function latestTask()
  local task = schedule.lastTask ~= '' and loadTask(schedule.lastTask)
  local status = task and task.state.status
  return (status == 'pending' or status == 'running') and task or nil
end

local function start(at, idTail)
  local holder = new.lock and holderOf(new.lock, new.scope)
  if holder then
    became(at, 'skipped_overlap', holder.id)
    return
  end
  local task = createTask({
    idTail = idTail,
    head = new.head,
    params = new.params,
    secrets = new.secrets,
    type = new.type,
    priority = new.priority,
    owner = new.owner,
    maxRetries = new.maxRetries,
    runAt = 0,
    facets = new.facets,
    once = new.lock and { lock = new.lock, scope = new.scope, forMs = new.forMs },
    schedule = id,
  })
  schedule.lastTask = task.id
  became(at, 'started', task.id)
end

for _, line in ipairs(plan.lines) do
  became(line[1], line[2])
end
local busy = schedule.overlap ~= 'allow' and latestTask()
local nextTick, dueAt = plan.next, plan.dueAt
local held, waits = schedule.held, ''
if new and held ~= '' and not busy then
  start(tonumber(held), plan.heldTail)
  held, busy = '', schedule.overlap ~= 'allow' and latestTask()
end
for _, run in ipairs(new and plan.runs or {}) do
  local at, isMadeUp, idTail = unpack(run)
  if not busy then
    start(at, idTail)
    busy = schedule.overlap ~= 'allow' and latestTask()
  elseif isMadeUp then
    nextTick, waits = at, '1'
    break
  elseif schedule.overlap == 'queue' and held == '' then
    held = string.format('%.0f', at)
  else
    became(at, 'skipped_overlap', busy.id)
  end
end

setSchedule(schedule, {
  next = nextTick and string.format('%.0f', nextTick) or '',
  held = held,
  waits = waits,
  lastTask = schedule.lastTask,
})
if waits ~= '' then
  dueAt = now + RECHECK_MS
elseif held ~= '' then
  dueAt = math.min(dueAt or math.huge, now + RECHECK_MS)
end
lookAt(id, dueAt)
keepTicks(schedule, ticks)
if because ~= '' then
  pauseSchedule(schedule, because)
end
local nextRunAt = schedule.enabled == '1' and plan.dueAt and string.format('%.0f', plan.dueAt) or ''
for _, tick in ipairs(ticks) do
  if tick.outcome ~= 'paused' then
    appendEntry('schedule:ticked', 'id', id, 'at', now, 'by', schedule.by, 't', cjson.encode(tick), 'next', nextRunAt,
      forOwner(schedule.owner))
  end
end
return 'ok'
