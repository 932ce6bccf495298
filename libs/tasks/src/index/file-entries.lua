-- Files the oldest entries of the intake as whoever worked out their containers says. Where they are not the oldest any more,
-- somebody else has filed them.
-- KEYS 1 the intake
-- ARGV 3 the first of them, 4 the last, 5 how many, 6 the first one's number; they are of one segment, and follow each other.
--      Containers by their facet and value: 7 those of few tasks (JSON: {'term:report', bit, …}, …), 8 of many (JSON:
--      {'all:', 32 bits, …}, …; those of the first task are the highest of the first, the last has what is left)
-- Returns 'ok' | 'moved'
--- @flags allow-oom
--- @include "../record/record"
--- @include "postings"
local firstEntry, lastEntry, entries, firstNumber = ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local ofFew, ofMany = cjson.decode(ARGV[7]), cjson.decode(ARGV[8])

if
  redis.call('LINDEX', KEYS[1], 0) ~= firstEntry
  or redis.call('LINDEX', KEYS[1], entries - 1) ~= lastEntry
then
  return 'moved'
end
local WORD = 32
local segment, firstBit = segmentKey(firstNumber), firstNumber % SEGMENT

for _, container in ipairs(ofFew) do
  addBits(segment .. container[1], container, 2)
end

-- The bits of a container that is no bitmap yet.
local function bitsOf(container)
  local bits = {}
  for i = 2, #container do
    local before = (i - 2) * WORD
    local word, width = container[i], math.min(WORD, entries - before)
    for place = width - 1, 0, -1 do
      if word % 2 == 1 then
        bits[#bits + 1] = firstBit + before + place
      end
      word = math.floor(word / 2)
    end
  end
  return bits
end

for _, container in ipairs(ofMany) do
  local key = segment .. container[1]
  if encodingOf(key) == 'string' then
    local words = {}
    for i = 2, #container do
      local before = (i - 2) * WORD
      words[#words + 1] = 'SET'
      words[#words + 1] = 'u' .. math.min(WORD, entries - before)
      words[#words + 1] = firstBit + before
      words[#words + 1] = container[i]
    end
    redis.call('BITFIELD', key, unpack(words))
  else
    addBits(key, bitsOf(container), 1)
  end
end
redis.call('LTRIM', KEYS[1], entries, -1)
return 'ok'
