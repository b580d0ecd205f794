-- The counters whose names lie within bounds, as they stand together.
--
-- KEYS  1 cursor, 2 counters (hash), 3 their names (sorted set, by their bytes)
-- ARGV  1 id, 2 and 3 bounds of the names, as ZRANGEBYLEX takes them
-- Gives 'gone', where the generation is not the one that was opened; else 'found' and name and
--       count in turn.

if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return { 'gone' } end
local found = { 'found' }
for _, name in ipairs(redis.call('ZRANGEBYLEX', KEYS[3], ARGV[2], ARGV[3])) do
  found[#found + 1] = name
  found[#found + 1] = redis.call('HGET', KEYS[2], name)
end
return found
