-- Tasks that somebody waits for. `starts` has those that are cancelled where they have not begun by their time (`startBy` in
-- the state), `deadlines` those that are told to be at risk at theirs (`riskAt`; `isAtRisk` once that was told).
--- @include "../record/record"
local function watchStart(task)
  if task.state.startBy then
    redis.call('ZADD', prefix .. ':starts', task.state.startBy, task.id)
  end
end

-- It begins, or never will. The state is still to be saved.
local function forgetStart(task)
  if task.state.startBy then
    redis.call('ZREM', prefix .. ':starts', task.id)
    task.state.startBy = nil
  end
end

local function watchDeadline(task)
  if task.state.riskAt and not task.state.isAtRisk then
    redis.call('ZADD', prefix .. ':deadlines', task.state.riskAt, task.id)
  end
end

local function forgetDeadline(task)
  if task.state.riskAt and not task.state.isAtRisk then
    redis.call('ZREM', prefix .. ':deadlines', task.id)
  end
end
