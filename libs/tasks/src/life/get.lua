-- Reads a task's record and its log lines as they are at one moment. Not a transaction: those a full Redis refuses.
-- KEYS 1 the record
-- ARGV 3 id
-- Returns {flat list of the record's fields and values, log lines}
--- @flags allow-oom
--- @include "../record/record"
local id = ARGV[3]

return { readTask(id) }
