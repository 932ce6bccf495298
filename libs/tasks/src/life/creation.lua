-- The one way a task is created, by whatever script.
--- @include "../record/record"
--- @include "../index/postings"
--- @include "../index/intake"
--- @include "../index/numbers"
--- @include "../lanes/tickets"
--- @include "../record/events"
--- @include "../once/locks"
--- @include "../in-time/times"
--- @include "../audit-trail/tell"

-- A UUIDv7 of an instant and of what follows that, 20 hex digits.
local function newId(createdMs, tail)
  return string.format('%08x-%04x-', math.floor(createdMs / 65536), createdMs % 65536)
    .. tail:sub(1, 4) .. '-' .. tail:sub(5, 8) .. '-' .. tail:sub(9)
end

-- Creates a task: record, index entries, its ticket (or, with a run time to come, its due entry) and event. new:
--   idTail       the last 20 hex digits of its UUIDv7
--   head, params JSON
--   secrets      of the params, sealed; '' or nil for none
--   type, priority, owner, maxRetries
--   runAt        epoch ms; 0, or past, for now
--   facets       what it is found by forever (JSON: {type, priority, owner, terms; schedule where it has one})
--   once         its lock (`once/locks.lua`); nil for none
--   startBy      when it is cancelled if it has not begun (epoch ms); nil for never
--   schedule     the schedule whose tick it is for; nil for none
--   entry        what is told of it in the audit log; nil where nobody creates it
--   riskAt       when it is at risk of missing its deadline (epoch ms); nil for no deadline
-- Returns the task; its `waiting` is how many wait to be filed (`index/intake.lua`).
local function createTask(new)
  local latest, latestMs = latestNumber()
  local number, createdMs = latest + 1, math.max(now, latestMs) -- their times never go back
  local id = newId(createdMs, new.idTail)
  tellAudit(new.entry, 'm', id)
  giveNumber(number, pack(id), createdMs)

  local state = {
    status = 'pending',
    version = 0,
    number = number,
    owner = new.owner,
    attempt = 0,
    retryCount = 0,
    maxRetries = new.maxRetries,
    progress = 0,
    runAt = new.runAt > now and new.runAt or nil,
    once = new.once,
    startBy = new.startBy,
    riskAt = new.riskAt,
    schedule = new.schedule,
  }
  local task = { id = id, state = state, head = new.head, error = '', errorTerms = '', lane = new.priority }
  task.paramsJson = new.params
  makeReady(task)
  if state.once then
    takeLock(task)
  end
  watchStart(task)
  watchDeadline(task)
  if (new.secrets or '') ~= '' then
    saveTask(task, 'h', new.head, 'p', new.params, 'x', new.secrets)
  else
    saveTask(task, 'h', new.head, 'p', new.params)
  end

  addPosting(number, 'status', 'pending')
  task.waiting = takeIn(number, new.facets)
  count(new.owner, 'status', 'pending', 1)
  count(new.owner, 'type', new.type, 1)
  appendEvent('task:created', task)
  return task
end
