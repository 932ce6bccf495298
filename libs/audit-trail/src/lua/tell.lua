-- Tells of something in the audit log, in the step in which it is done. A script does so when it has checked and before it
-- writes: where the entry cannot be written, nothing is. Needs `prefix`.

-- entry: as `entryOfCall` made it; '' or nil where nobody is to be told of. Then fields and values of what the script alone knows:
-- `m` the id of what it makes, `w` who it was (JSON: [id, user name]), `l` what it is called, `b` and `f` what changes,
-- as it was and as it is from now on (JSON). Returns the entry's id.
local function tellAudit(entry, ...)
  if entry and entry ~= '' then
    local log = ({ ['+'] = ':audit', ['-'] = ':audit:often', ['!'] = ':audit:refused' })[entry:sub(1, 1)]
    return redis.call('XADD', prefix .. log, '*', 'e', entry:sub(2), ...)
  end
end
