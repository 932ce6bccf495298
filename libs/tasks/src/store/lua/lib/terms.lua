-- Search terms: facet `term` for those of title, type and id, facet `error` for those of the latest error. The record's
-- field `q` (JSON) remembers the latter, so that they can be taken off.
local function addTerms(number, id, terms)
  addPosting(number, 'term', id:sub(1, 8))
  for _, term in ipairs(terms) do
    addPosting(number, 'term', term)
  end
end

local function removeTerms(number, id, terms)
  removePosting(number, 'term', id:sub(1, 8))
  for _, term in ipairs(terms) do
    removePosting(number, 'term', term)
  end
end

-- Puts the terms of an error (JSON list) in place of those of the one before; '' for no error.
local function setErrorTerms(number, id, termsJson)
  local before = redis.call('HGET', recordKey(id), 'q')
  for _, term in ipairs(before and cjson.decode(before) or {}) do
    removePosting(number, 'error', term)
  end
  if termsJson == '' then
    redis.call('HDEL', recordKey(id), 'q')
    return
  end
  for _, term in ipairs(cjson.decode(termsJson)) do
    addPosting(number, 'error', term)
  end
  redis.call('HSET', recordKey(id), 'q', termsJson)
end
