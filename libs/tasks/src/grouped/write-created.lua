-- Writes what creates have left to the end of their script.
--- @include "../record/record"
--- @include "../record/together"
--- @include "../index/numbers"
--- @include "../index/intake"

local function writeNumbers(left)
  local numbers = left.numbers
  if numbers.latest then
    local number, ms = string.format('%d', numbers.latest), string.format('%d', numbers.latestMs)
    redis.call('HSET', prefix .. ':meta', 'number', number, 'ms', ms)
  end
  for segment, ids in pairs(numbers.ids) do
    redis.call('SETRANGE', idsKey(segment), (ids.first % SEGMENT) * 16, table.concat(ids))
  end
end

-- Remembers the entries that are to be filed now, where there are any (`toFile`).
local function writeIntake(left)
  local entries = left.intake
  local waiting = #entries > 0 and redis.call('RPUSH', intakeKey, unpack(entries)) or 0
  if waiting >= MOST_WAITING then
    fileIntake()
  elseif math.floor(waiting / FILED_AT_ONCE) > math.floor((waiting - #entries) / FILED_AT_ONCE) then
    left.toFile = oldestEntries()
  end
end
