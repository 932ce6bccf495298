-- Files tasks by the terms of this version instead of those of an earlier one.
-- KEYS 1 record of numbers (`meta`)
-- ARGV 3 version of the terms, 4 the number that the tasks are above, 5 the last one's number or 'done', 6 the tasks (JSON:
--      {id, former and present terms of title and type (JSON), the error's terms as they were read, its present terms
--      (JSON)}, …)
-- Returns 'ok' | 'moved' when somebody else filed them
--- @include "intake"
local version, above, upTo, tasks = ARGV[3], tonumber(ARGV[4]), ARGV[5], cjson.decode(ARGV[6])

if tonumber(redis.call('HGET', KEYS[1], 'refiled') or 0) ~= above then
  return 'moved'
end
fileIntake()
local added, removed = newBatch(), newBatch()
for _, entry in ipairs(tasks) do
  local id, formerJson, presentJson, errorTermsRead, errorTermsJson = unpack(entry)
  local task = loadTask(id) -- nil when it was deleted meanwhile
  if task then
    local former, present = parsedTermValues(formerJson), parsedTermValues(presentJson)
    for value in pairs(former) do
      if not present[value] then
        removed.put(task.state.number, 'term', value)
      end
    end
    for value in pairs(present) do
      if not former[value] then
        added.put(task.state.number, 'term', value)
      end
    end
    if task.error ~= '' and task.errorTerms == errorTermsRead then -- else it failed anew meanwhile
      setError(task, task.error, errorTermsJson)
    end
  end
end
added.write(addBits)
removed.write(removeBits)
if upTo == 'done' then
  redis.call('HSET', KEYS[1], 'terms', version)
  redis.call('HDEL', KEYS[1], 'refiled')
else
  redis.call('HSET', KEYS[1], 'refiled', upTo)
end
return 'ok'
