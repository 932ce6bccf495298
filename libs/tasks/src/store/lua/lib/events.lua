-- The event log: appended by the script that makes the change, so that neither is ever without the other.
local EVENT_LOG_LENGTH = 100000

local function appendEvent(name, id, stateJson)
  local record = redis.call('HMGET', recordKey(id), 'h', 'e')
  redis.call('XADD', prefix .. ':events', 'MAXLEN', '~', EVENT_LOG_LENGTH, '*',
    'n', name, 'i', id, 'at', now, 'h', record[1], 's', stateJson, 'e', record[2] or '')
end
