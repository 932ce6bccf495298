-- What operators and handlers change of lanes and types, as operators hear of it.
--- @include "../record/record"
--- @include "../event-log/append"
--- @include "control-mark"
--- @include "../audit-trail/tell"

-- Tells in the audit log that a field of what is set becomes another ('' for none), both JSON; as `named` there.
local function tellControl(entry, field, named, json)
  local function shown(value)
    return string.format('{"%s":%s}', named, value and value ~= '' and value or 'null')
  end
  tellAudit(entry, 'b', shown(redis.call('HGET', prefix .. ':control', field)), 'f', shown(json))
end

-- 'lane:<lane>' or 'type:<type>' was changed, by whom (JSON; '' for nobody).
local function controlChanged(what, by)
  markControl()
  local kind, name = what:match('^(%a+):(.*)$')
  local set = redis.call('HMGET', prefix .. ':control', 'pause:' .. what, 'slots:' .. name, 'limits:' .. name, 'declared:' .. name)
  appendEntry(kind .. ':changed', 'at', now, 'by', by, 'name', name, 'pause', set[1] or '', 'slots', set[2] or '',
    'limits', set[3] or set[4] or '', 'a', 'admins')
end
