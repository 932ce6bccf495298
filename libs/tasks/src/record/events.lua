-- The event log: appended by the script that makes the change, so that neither is ever without the other.
--- @include "record"
local EVENT_LOG_LENGTH = 100000

local function appendEvent(name, task)
  redis.call('XADD', prefix .. ':events', 'MAXLEN', '~', EVENT_LOG_LENGTH, '*',
    'n', name, 'i', task.id, 'at', now, 'h', task.head, 's', task.json, 'e', task.error, 'o', task.state.owner)
end
