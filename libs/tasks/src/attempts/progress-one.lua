-- How far an attempt is.
--- @include "../record/record"
--- @include "../record/events"

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

-- Arguments and answer are those of `progress`.
local function progressOne(
  id, attempt, percent, text, leaseMs, linesJson, gapAfter, gapLines, token, keptFirst, keptNewest, keptAttempts
)
  attempt, percent, leaseMs = tonumber(attempt), tonumber(percent), tonumber(leaseMs)
  gapAfter, gapLines = tonumber(gapAfter), tonumber(gapLines)
  keptFirst, keptNewest, keptAttempts = tonumber(keptFirst), tonumber(keptNewest), tonumber(keptAttempts)
  local lines = cjson.decode(linesJson)
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
end
