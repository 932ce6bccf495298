-- Scratch keys live only inside the script and never reach the append-only file or a replica.
redis.set_repl(redis.REPL_NONE)
local scratch = {}

-- A key to write to; the same name gives the same key, as it was left.
local function scratchKey(name)
  local key = prefix .. ':scratch:' .. name
  scratch[key] = true
  return key
end

local function dropScratch()
  for key in pairs(scratch) do
    redis.call('DEL', key)
  end
end
