-- Writes what the calls of a script have left to its end.
--- @include "../record/record"
--- @include "../record/together"
--- @include "../record/sizes"
--- @include "../index/postings"
--- @include "../lanes/lane"

local function writeBits(left)
  for key, bits in pairs(left.bits) do
    local ones, zeros = {}, {}
    for bit, to in pairs(bits) do
      local of = to == '1' and ones or zeros
      of[#of + 1] = bit
    end
    if #ones > 0 then
      addBits(key, ones, 1)
    end
    if #zeros > 0 then
      removeBits(key, zeros)
    end
  end
end

local function writeLanes(left)
  for lane, tickets in pairs(left.lanes) do
    pushTickets(laneKey(lane), unpack(tickets))
  end
end

local function writeCounts(left)
  for key, counts in pairs(left.counts) do
    for field, by in pairs(counts) do
      if by ~= 0 then
        countIn(key, field, by)
      end
    end
  end
  for status, by in pairs(left.bytes) do
    countBytes(status, by)
  end
end

-- Writes it all, `others` first; from then on nothing is left any more. What cannot be written, as where somebody put another key
-- in its place, keeps nothing else from being written. Returns the first error; nil where there is none.
local function writeTogether(others)
  local left, broken = together, nil
  local function write(part)
    local isDone, problem = pcall(part, left)
    broken = broken or not isDone and problem or nil
  end
  for _, part in ipairs(others) do
    write(part)
  end
  write(writeBits)
  write(writeLanes)
  together = nil
  write(writeCounts)
  return broken and { err = type(broken) == 'table' and broken.err or broken }
end
