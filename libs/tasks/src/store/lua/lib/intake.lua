-- The intake: what the newest tasks have forever (type, priority, owner, search terms) waits in a list, and is filed in the
-- index for many at a time: most have the same, and then each container is written once. Whatever reads or takes off such
-- entries files first, so nobody ever meets an index without them.
local INTAKE_LIMIT = 64
local intakeKey = prefix .. ':intake'

local function fileIntake()
  local entries = redis.call('LRANGE', intakeKey, 0, -1)
  if #entries == 0 then
    return
  end
  local containers, valuesOf = {}, {}
  local function add(number, facet, value)
    local key = postingKey(math.floor(number / SEGMENT), facet, value)
    local bits = containers[key]
    if not bits then
      bits = {}
      containers[key] = bits
    end
    bits[#bits + 1] = number % SEGMENT
  end
  for _, entry in ipairs(entries) do
    local number, json = entry:match('^(%d+):(.*)$')
    number = tonumber(number)
    local facets = valuesOf[json]
    if not facets then
      facets = cjson.decode(json)
      facets.term = termValues(facets.terms)
      valuesOf[json] = facets
    end
    add(number, 'all', '')
    add(number, 'type', facets.type)
    add(number, 'priority', facets.priority)
    add(number, 'owner', facets.owner)
    for value in pairs(facets.term) do
      add(number, 'term', value)
    end
  end
  for key, bits in pairs(containers) do
    addBits(key, bits)
  end
  redis.call('DEL', intakeKey)
end

-- facetsJson: {type, priority, owner, terms}
local function takeIn(number, facetsJson)
  if redis.call('RPUSH', intakeKey, number .. ':' .. facetsJson) >= INTAKE_LIMIT then
    fileIntake()
  end
end
