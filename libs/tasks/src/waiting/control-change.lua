-- What operators and handlers change of lanes and types, as operators hear of it.
--- @include "../record/record"
--- @include "../event-log/append"
--- @include "control-mark"

-- 'lane:<lane>' or 'type:<type>' was changed, by whom (JSON; '' for nobody).
local function controlChanged(what, by)
  markControl()
  local kind, name = what:match('^(%a+):(.*)$')
  local set = redis.call('HMGET', prefix .. ':control', 'pause:' .. what, 'slots:' .. name, 'limits:' .. name, 'declared:' .. name)
  appendEntry(kind .. ':changed', 'at', now, 'by', by, 'name', name, 'pause', set[1] or '', 'slots', set[2] or '',
    'limits', set[3] or set[4] or '', 'a', 'admins')
end
