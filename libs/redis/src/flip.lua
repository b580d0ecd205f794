-- Lets one generation answer from now on, where it stands.
--
-- KEYS  1 generations (hash)
-- ARGV  1 number of the generation
--       2 the incarnation that has to stand; '' where any will do
--       3 pointer, JSON
-- Gives 1, or 0 where another incarnation stands, or none: nothing was written.

local kept = redis.call('HGET', KEYS[1], ARGV[1])
if ARGV[2] ~= '' and (not kept or string.match(kept, ' (.+)$') ~= ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], 'current', ARGV[3])
return 1
