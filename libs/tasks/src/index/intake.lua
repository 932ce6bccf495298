-- The intake: what the newest tasks have forever (type, priority, owner, search terms) waits in a list, and is filed in the
-- index for many at a time: most have the same, and then each container is written once. Whatever reads or takes off such
-- entries files first, so nobody ever meets an index without them.
--- @include "postings"
--- @include "terms"
local INTAKE_LIMIT = 64
local intakeKey = prefix .. ':intake'

local function fileIntake()
  local entries = redis.call('LRANGE', intakeKey, 0, -1)
  if #entries == 0 then
    return
  end
  local batch, valuesOf = newBatch(), {}
  for _, entry in ipairs(entries) do
    local number, json = entry:match('^(%d+):(.*)$')
    local facets = valuesOf[json or '']
    if not facets then
      facets = decoded(json) or {}
      facets.term = termValues(facets.terms or NO_TERMS)
      valuesOf[json or ''] = facets
    end
    if number and facets.type then -- not what somebody else wrote
      batch.putLasting(tonumber(number), facets, facets.term)
    end
  end
  batch.write(addBits)
  redis.call('DEL', intakeKey)
end

-- facetsJson: {type, priority, owner, terms}
local function takeIn(number, facetsJson)
  if redis.call('RPUSH', intakeKey, number .. ':' .. facetsJson) >= INTAKE_LIMIT then
    fileIntake()
  end
end
