-- Tasks that are not worth beginning any more.
--- @include "../record/record"
--- @include "../life/cancellation"
local function isExpired(state)
  return state.status == 'pending' and state.startBy ~= nil and state.startBy <= now
end

-- Event task:cancelled
local function expire(task)
  cancelPending(task, 'expired')
end
