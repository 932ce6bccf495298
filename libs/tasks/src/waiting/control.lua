-- What operators have set and handlers declare: a hash, which is not there where nobody has.
--   pause:lane:<lane>   JSON {by, at, reason, ends}: nothing new starts; `ends` (epoch ms) where it ends by itself
--   pause:type:<type>   the same
--   slots:<lane>        slots of each worker, in place of its setting
--   limits:<type>       JSON, a list of {key, concurrency, rate: {count, perMs}}
--   declared:<type>     the same, as its handler has it; counts where there is no other
--- @include "room"

local function newControl()
  local controlKey = prefix .. ':control'

  -- The pause of 'lane:<lane>' or 'type:<type>'; nil where there is none, or it is over.
  local function pauseOf(what)
    local pause = decoded(redis.call('HGET', controlKey, 'pause:' .. what) or '')
    return pause and (pause.ends or now + 1) > now and pause or nil
  end

  local function limitsOf(taskType)
    local limits = redis.call('HMGET', controlKey, 'limits:' .. taskType, 'declared:' .. taskType)
    return decoded(limits[1] or limits[2] or '') or {}
  end

  return { key = controlKey, pauseOf = pauseOf, limitsOf = limitsOf }
end
