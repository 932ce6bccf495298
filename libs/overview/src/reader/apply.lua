-- Makes the effect of some entries of the event log, together with the cursor of who read them: exactly once.
-- KEYS 1 the followers' cursors
-- ARGV 1 the follower, 2 where it was, 3 where it is now, 4 what to add (JSON: {{hash, when it goes (epoch s), …},
--      {field, by, …}}, …; numbers as texts, which cost Redis less), 5 what else to do (JSON: commands)
-- Returns 1, or 0 where the effect was made before
if not advanceFollower(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then
  return 0
end
for _, sum in ipairs(cjson.decode(ARGV[4])) do
  local hashes, counts = sum[1], sum[2]
  for i = 1, #hashes, 2 do
    for j = 1, #counts, 2 do
      redis.call('HINCRBY', hashes[i], counts[j], counts[j + 1])
    end
    redis.call('EXPIREAT', hashes[i], hashes[i + 1])
  end
end
for _, command in ipairs(cjson.decode(ARGV[5])) do
  redis.call(unpack(command))
end
return 1
