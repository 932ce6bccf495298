-- A task as a row of a list: {id, head, state, error, artifact, number}; what is not there is ''.
--- @include "../record/record"
--- @include "numbers"
local function rowOf(number)
  local id = idOf(number)
  local record = id and fieldsOf('HMGET', recordKey(id), 'h', 's', 'e', 'f') or {}
  return { id or '', record[1] or '', record[2] or '', record[3] or '', record[4] or '', number }
end
