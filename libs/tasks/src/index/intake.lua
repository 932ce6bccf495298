-- The intake: what the newest tasks have forever (type, priority, owner, search terms) waits in a list, and is filed in the
-- index for many at a time: most have the same, and then each container is written once. That is the work of processes
-- (`entry-filing.ts`), which work out the containers away from Redis. Whatever reads or takes off such entries files first what
-- they have not yet, so nobody ever meets an index without them.
--- @include "postings"
--- @include "terms"
-- So many are filed at once, and that is not left to processes any more when there are that many.
local FILED_AT_ONCE, MOST_WAITING = 64, 512
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
      batch.putLasting(tonumber(number), facets)
      batch.putTerms(tonumber(number), facets.term)
    end
  end
  batch.write(addBits)
  redis.call('DEL', intakeKey)
end

-- The lowest number that waits; nil where none does. (0 of what somebody else wrote.)
local function lowestWaiting()
  local oldest = redis.call('LINDEX', intakeKey, '0')
  return oldest and tonumber(oldest:match('^(%d+):') or 0) or nil
end

-- Files where a task up to this number may wait.
local function fileUpTo(number)
  if (lowestWaiting() or math.huge) <= number then
    fileIntake()
  end
end

-- facetsJson: {type, priority, owner, schedule, terms}. Returns how many wait.
local function takeIn(number, facetsJson)
  local entry = number .. ':' .. facetsJson
  if together then
    together.intake[#together.intake + 1] = entry
    return 0
  end
  local waiting = redis.call('RPUSH', intakeKey, entry)
  if waiting < MOST_WAITING then
    return waiting
  end
  fileIntake()
  return 0
end

local function oldestEntries()
  return redis.call('LRANGE', intakeKey, 0, 2 * FILED_AT_ONCE - 1)
end

-- The oldest entries, for who put the last one in, each time that as many wait as are filed at once; else nil.
local function entriesToFile(waiting)
  if waiting > 0 and waiting % FILED_AT_ONCE == 0 then
    return oldestEntries()
  end
end
