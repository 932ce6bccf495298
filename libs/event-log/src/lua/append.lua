-- Appends to the event log. A script that makes a change appends to it itself, so that neither is ever without the other.
-- Needs `prefix`.

-- How many entries there are at most, whoever has not read them yet; log-trimming.ts keeps fewer.
local EVENT_LOG_LENGTH = '300000' -- as a text, which costs Redis less than a number

-- Of whom an entry is: the last that is given to appendEntry.
local function forOwner(id)
  return 'o', id
end

-- An entry by its name (a topic, a colon, what happened), the fields and values of its data, and of whom it is.
local function appendEntry(name, ...)
  redis.call('XADD', prefix .. ':events', 'MAXLEN', '~', EVENT_LOG_LENGTH, '*', 'n', name, ...)
end
