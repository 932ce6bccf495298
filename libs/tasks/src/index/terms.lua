-- Search terms: facet `term` for those of title and type, facet `error` for those of the latest error. They come as JSON,
-- {words, grams, isRepeating, fingerprint of an error}; the record's field `q` remembers the latter, so that they can be taken off. A word is a
-- posting whole and by its beginnings of 3 to 40 characters, a gram by all its beginnings, a repeating text is one in `~`.
--- @include "../record/record"
--- @include "postings"
local REPEATING = '~'
local SHORTEST, LONGEST = 3, 40

local function addBeginnings(beginnings, term, shortest)
  local length = 0
  for past in term:gmatch('[^\128-\191][\128-\191]*()') do
    length = length + 1
    if length > LONGEST then
      break
    elseif length >= shortest then
      beginnings[term:sub(1, past - 1)] = true
    end
  end
  beginnings[term] = true
end

-- The values of a text's terms, as the keys of a table.
local function termValues(terms)
  local values = {}
  for _, word in ipairs(terms.words) do
    addBeginnings(values, word, SHORTEST)
  end
  for _, gram in ipairs(terms.grams) do
    addBeginnings(values, gram, 1)
  end
  values[REPEATING] = terms.isRepeating or nil
  if type(terms.fingerprint) == 'string' then
    values['fp ' .. terms.fingerprint] = true
  end
  return values
end

-- Many tasks of a batch have the same title, or failed of the same.
local NO_TERMS = { words = {}, grams = {} } -- where somebody else wrote them
local valuesOfTerms = { [''] = {} }
local function parsedTermValues(termsJson)
  valuesOfTerms[termsJson] = valuesOfTerms[termsJson] or termValues(decoded(termsJson) or NO_TERMS)
  return valuesOfTerms[termsJson]
end

-- Puts an error with its terms in place of the one before; '' and '' for none.
local function setError(task, errorJson, termsJson)
  if task.errorTerms ~= termsJson then
    local removed, added = parsedTermValues(task.errorTerms), parsedTermValues(termsJson)
    for value in pairs(removed) do
      if not added[value] then
        removePosting(task.state.number, 'error', value)
      end
    end
    for value in pairs(added) do
      if not removed[value] then
        addPosting(task.state.number, 'error', value)
      end
    end
  end
  if errorJson ~= '' then
    redis.call('HSET', recordKey(task.id), 'e', errorJson, 'q', termsJson)
  elseif task.error ~= '' then
    redis.call('HDEL', recordKey(task.id), 'e', 'q')
  end
  task.error, task.errorTerms = errorJson, termsJson
end
