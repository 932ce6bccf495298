-- Records how far an attempt is and what it logged, and renews its lease. The same call again (same token) changes nothing.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 percent, 6 text ('' leaves it as it is), 7 lease (ms), 8 log lines kept a task,
--      9 token of this call, 10 lines that were only counted, 11… log lines (JSON)
-- Returns 'ok' | 'fenced'
-- Event task:progress
local FIRST_LINE = 11
local id, token = ARGV[3], ARGV[9]
local task = loadHeld(id, tonumber(ARGV[4]))
if not task then
  return 'fenced'
end
local state = task.state
if state.report == token then
  return 'ok'
end
state.report = token
state.progress = math.max(state.progress, tonumber(ARGV[5]))
if ARGV[6] ~= '' then
  state.progressText = ARGV[6]
end
local logged = state.logged or 0
local lines = #ARGV - FIRST_LINE + 1
local kept = math.max(0, math.min(tonumber(ARGV[8]) - logged, lines))
for i = FIRST_LINE, FIRST_LINE + kept - 1 do
  redis.call('RPUSH', prefix .. ':log:' .. id, ARGV[i])
end
if kept > 0 then
  state.logged = logged + kept
end
local dropped = lines - kept + tonumber(ARGV[10])
if dropped > 0 then
  state.logDropped = (state.logDropped or 0) + dropped
end
saveTask(task)
redis.call('ZADD', prefix .. ':leases', 'XX', now + tonumber(ARGV[7]), id)
appendEvent('task:progress', task)
return 'ok'
