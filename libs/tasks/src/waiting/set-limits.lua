-- Sets the limits of a type, or takes them away. What runs counts from now on as if they had been there when it began.
-- KEYS 1 what operators have set (`control`)
-- ARGV 3 'limits' or 'declared', 4 the type, 5 who does it (JSON, '' for its handler), 6 the limits (JSON), '' for none, 7 how many
--      running tasks at most, 8 the audit entry
-- Event type:changed
--- @flags allow-oom
--- @include "../record/record"
--- @include "../index/intake"
--- @include "../index/oldest-first"
--- @include "../index/numbers"
--- @include "control-change"
--- @include "gates"
local whose, taskType, by, limitsJson, most, entry = ARGV[3], ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8]

tellControl(entry, whose .. ':' .. taskType, 'limits', limitsJson)
if limitsJson == '' then
  redis.call('HDEL', KEYS[1], whose .. ':' .. taskType)
else
  redis.call('HSET', KEYS[1], whose .. ':' .. taskType, limitsJson)
end
controlChanged('type:' .. taskType, by)
fileIntake()
local gates = newGates(newControl())
local running = {}
eachOldestFirst({ { 'status', 'running' }, { 'type', taskType } }, 0, most, function(number)
  running[#running + 1] = loadTask(idOf(number) or '')
end)
for _, task in ipairs(running) do
  gates.leaveGates(task, true)
  gates.passGates(task, gates.gatesOf(task), task.state.startedAt)
  rewriteState(task)
end
