-- Records how far an attempt is and what it logged, and renews its lease. The same call again (same token) changes nothing.
-- KEYS 1 the record
-- ARGV 3 id, 4 attempt, 5 percent, 6 text ('' leaves it as it is), 7 lease (ms), 8 log lines (JSON: each of them JSON),
--      9 after how many of these some are missing, 10 how many, 11 token of this call, 12 lines kept of an attempt's first,
--      13 and of its newest, 14 attempts whose lines are kept
-- Returns 'ok' | 'fenced'
-- Event task:progress
--- @include "../record/record"
--- @include "../record/events"
local id, attempt, percent, text = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local leaseMs, lines = tonumber(ARGV[7]), cjson.decode(ARGV[8])
local gapAfter, gapLines, token = tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11]
local keptFirst, keptNewest, keptAttempts = tonumber(ARGV[12]), tonumber(ARGV[13]), tonumber(ARGV[14])

-- Forgets the lines of an attempt long past.
local function forgetLog(logKey, past, state)
  local mark = past .. ':'
  local forgotten = 0
  for _, field in ipairs(redis.call('HKEYS', logKey)) do
    if field:sub(1, #mark) == mark then
      forgotten = forgotten + redis.call('HDEL', logKey, field)
    end
  end
  state.logDropped = (state.logDropped or 0) + forgotten
end

local task = loadRunning(id, attempt)
if not task then
  return 'fenced'
end
local state = task.state
if state.report == token then
  return 'ok'
end
state.report = token
state.progress = math.max(state.progress, percent)
if text ~= '' then
  state.progressText = text
end
-- A line's number is its place in the attempt. In the middle those that are not kept are missing.
local logKey = prefix .. ':log:' .. id
local before = state.logged or 0
local last = before + #lines + gapLines
local function isKept(lineNumber)
  return lineNumber <= keptFirst or lineNumber > last - keptNewest
end
local lineNumber = before
for i, line in ipairs(lines) do
  lineNumber = lineNumber + 1 + (i - 1 == gapAfter and gapLines or 0)
  if isKept(lineNumber) then
    redis.call('HSET', logKey, attempt .. ':' .. lineNumber, line)
  end
end
for old = math.max(keptFirst + 1, before - keptNewest + 1), before do
  if not isKept(old) then
    redis.call('HDEL', logKey, attempt .. ':' .. old)
  end
end
if last > before then
  if before == 0 and attempt > keptAttempts then
    forgetLog(logKey, attempt - keptAttempts, state)
  end
  local kept = keptFirst + keptNewest
  local dropped = math.max(0, last - kept) - math.max(0, before - kept)
  state.logged = last
  state.logDropped = (state.logDropped or 0) + dropped
end
saveTask(task)
redis.call('ZADD', prefix .. ':leases', 'XX', now + leaseMs, id)
appendEvent('task:progress', task)
return 'ok'
