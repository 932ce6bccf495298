-- Records how far an attempt is and what it logged, and renews its lease.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 percent, 6 text ('' leaves it as it is), 7 lease (ms), 8 log lines kept a task,
--      9… log lines (JSON)
-- Returns 'ok' | 'fenced'
-- Event task:progress
local id = ARGV[3]
local state = loadState(id)
if not holds(state, tonumber(ARGV[4])) then
  return 'fenced'
end
state.progress = math.max(state.progress, tonumber(ARGV[5]))
if ARGV[6] ~= '' then
  state.progressText = ARGV[6]
end
local logKey = prefix .. ':log:' .. id
local room = tonumber(ARGV[8]) - (state.logged or 0)
local lines = #ARGV - 8
if lines > 0 then
  for i = 9, 8 + math.min(room, lines) do
    redis.call('RPUSH', logKey, ARGV[i])
  end
  state.logged = (state.logged or 0) + math.max(0, math.min(room, lines))
  local dropped = lines - math.max(0, math.min(room, lines))
  if dropped > 0 then
    state.logDropped = (state.logDropped or 0) + dropped
  end
end
local json = saveState(id, state)
redis.call('ZADD', prefix .. ':leases', 'XX', now + tonumber(ARGV[7]), id)
appendEvent('task:progress', id, json)
return 'ok'
