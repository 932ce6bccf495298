-- Locks: while a task is not over, what is the same is not created again. A lock (`once:<name>`) holds the id of the task that
-- has it; whether that one counts still is asked of its record, so that no lock outlives its task. What a task says of its lock
-- is `once` in its state:
--   lock      its name
--   scope     when it counts: `pending`, `unfinished`, or `debounce`: pending and never begun
--   forMs     how long it counts at most; nil for as long as the task is in its scope
--   untilAt   when that is over (epoch ms)
--   latestAt  of `debounce`: the latest run time (epoch ms)
--- @include "../record/record"
local function lockKey(lock)
  return prefix .. ':once:' .. lock
end

local function isLocking(task, lock, scope)
  local once, status = task.state.once, task.state.status
  if not once or once.lock ~= lock or (once.untilAt and once.untilAt <= now) then
    return false
  end
  if once.scope == 'debounce' then
    return status == 'pending' and task.state.attempt == 0
  end
  return status == 'pending' or (status == 'running' and (once.scope == 'unfinished' or scope == 'unfinished'))
end

local function idIn(lock)
  local id = redis.pcall('GET', lockKey(lock))
  return type(id) == 'string' and id or nil -- not what somebody else put there
end

-- The task that keeps another from being created; nil where there is none.
local function holderOf(lock, scope)
  local id = idIn(lock)
  local task = id and loadTask(id)
  return task and isLocking(task, lock, scope) and task or nil
end

-- Takes the lock that a task's state tells of, from now on. The state is still to be saved.
local function takeLock(task)
  local once = task.state.once
  once.untilAt = once.forMs and now + once.forMs or nil
  redis.call('SET', lockKey(once.lock), task.id)
end

-- A task that is over leaves its lock, where no other has it since.
local function leaveLock(task)
  local once = task.state.once
  if once and idIn(once.lock) == task.id then
    redis.call('DEL', lockKey(once.lock))
  end
end

-- Another task that keeps a failed one from being pending again; nil where there is none.
local function otherHolder(task)
  local once = task.state.once
  local holder = once and once.scope ~= 'debounce' and holderOf(once.lock, once.scope)
  return holder and holder.id ~= task.id and holder or nil
end

-- A task that waits for its next attempt has its lock again, unless another waits since.
local function takeLockAgain(task)
  local once = task.state.once
  if once and once.scope == 'pending' and not otherHolder(task) then
    redis.call('SET', lockKey(once.lock), task.id)
  end
end
