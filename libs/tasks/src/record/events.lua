-- What happens to a task, told in the event log.
--- @include "record"
--- @include "../event-log/append"

local function appendEvent(name, task)
  appendEntry(name, 'i', task.id, 'at', nowText, 'h', task.head, 's', task.json, 'e', task.error, forOwner(task.state.owner))
end
