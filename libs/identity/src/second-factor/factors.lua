-- Second factors are a hash of JSON by user id: the secret sealed, the time step whose code was taken last, and the digests of the
-- recovery codes that are left, as the fields of an object. Whether somebody has one says `secondFactor` of their account alone.
--- @include "../accounts/accounts"

-- The second factor of somebody; nil where there is none, or somebody else wrote it.
local function factorOf(userId)
  local isJson, factor = pcall(cjson.decode, redis.call('HGET', prefix .. ':second-factors', userId) or '')
  local isFactor = isJson
    and type(factor) == 'table'
    and type(factor.secret) == 'string'
    and type(factor.step) == 'number'
    and type(factor.recovery) == 'table'
  return isFactor and factor or nil
end

local function keepFactor(userId, factor)
  redis.call('HSET', prefix .. ':second-factors', userId, cjson.encode(factor))
end

-- The second factor as a proof leaves it, which is good once; nil where it is none.
-- proof: JSON, a step with the secret it was found by and that secret sealed anew (or the same), or the digest of a recovery code; ''
-- for none
local function provenFactor(userId, proof)
  local factor = factorOf(userId)
  if not factor or proof == '' then
    return nil
  end
  local given = cjson.decode(proof)
  if given.recovery then
    if not factor.recovery[given.recovery] then
      return nil
    end
    factor.recovery[given.recovery] = nil
    return factor
  end
  if factor.secret ~= given.secret or given.step <= factor.step then
    return nil
  end
  factor.step, factor.secret = given.step, given.sealedAnew
  return factor
end

-- Where a secret waits for its first code.
local function begunOf(userId)
  return prefix .. ':second-factor-begun:' .. userId
end
