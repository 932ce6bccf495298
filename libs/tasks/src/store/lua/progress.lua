-- Records how far an attempt is and what it logged, and renews its lease. The same call again (same token) changes nothing.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 percent, 6 text ('' leaves it as it is), 7 lease (ms), 8 after how many of the lines some are
--      missing, 9 token of this call, 10 how many, 11 lines kept of an attempt's first, 12 and of its newest, 13 attempts
--      whose lines are kept, 14… log lines (JSON)
-- Returns 'ok' | 'fenced'
-- Event task:progress
--- @include "lib/record"
--- @include "lib/events"
local FIRST_LINE = 14

-- Forgets the lines of an attempt long past.
local function forgetLog(logKey, attempt, state)
  local mark = attempt .. ':'
  local forgotten = 0
  for _, field in ipairs(redis.call('HKEYS', logKey)) do
    if field:sub(1, #mark) == mark then
      forgotten = forgotten + redis.call('HDEL', logKey, field)
    end
  end
  state.logDropped = (state.logDropped or 0) + forgotten
end

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
-- A line's number is its place in the attempt. In the middle those that are not kept are missing.
local first, newest = tonumber(ARGV[11]), tonumber(ARGV[12])
local logKey, attempt = prefix .. ':log:' .. id, state.attempt
local before = state.logged or 0
local last = before + math.max(0, #ARGV - FIRST_LINE + 1) + tonumber(ARGV[10])
local function isKept(number)
  return number <= first or number > last - newest
end
local number = before
for i = FIRST_LINE, #ARGV do
  number = number + 1 + (i - FIRST_LINE == tonumber(ARGV[8]) and tonumber(ARGV[10]) or 0)
  if isKept(number) then
    redis.call('HSET', logKey, attempt .. ':' .. number, ARGV[i])
  end
end
for old = math.max(first + 1, before - newest + 1), before do
  if not isKept(old) then
    redis.call('HDEL', logKey, attempt .. ':' .. old)
  end
end
if last > before then
  if before == 0 and attempt > tonumber(ARGV[13]) then
    forgetLog(logKey, attempt - tonumber(ARGV[13]), state)
  end
  local kept = first + newest
  local dropped = math.max(0, last - kept) - math.max(0, before - kept)
  state.logged = last
  state.logDropped = (state.logDropped or 0) + dropped
end
saveTask(task)
redis.call('ZADD', prefix .. ':leases', 'XX', now + tonumber(ARGV[7]), id)
appendEvent('task:progress', task)
return 'ok'
