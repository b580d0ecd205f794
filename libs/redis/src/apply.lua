-- Applies one batch of one partition of a generation, or nothing at all.
--
-- KEYS  1 cursor (hash: id of the generation's incarnation, and the position), 2 places (sorted
--       set), 3 counters (hash), 4 names of the counters (sorted set), 5 names of the views (set),
--       6 … documents of a view (hash), one key a view of the batch
-- ARGV  1 id, 2 and 3 offset and digest that the cursor must have ('' where it has none yet),
--       4 … 9 offset, term, chain, inbox, digest and logId that it shall have,
--       10 … 12 how many places are removed, places inserted, counters changed,
--       then for each view: its name, how many documents are written, how many deleted;
--       then for each view: key and text of each document written, key of each one deleted;
--       then members removed, members inserted, name and signed change of each counter
-- Gives 'applied'; 'gone' where the generation is not (or no longer) the one that was opened;
--       'elsewhere' with offset, term, chain, inbox, digest and logId where the cursor stands elsewhere.
-- All checks stand before the first write, since Redis takes nothing back.

local argumentsMax = 3000

local at = redis.call('HMGET', KEYS[1], 'id', 'offset', 'term', 'chain', 'inbox', 'digest', 'logId')
if at[1] ~= ARGV[1] then return { 'gone' } end
if (at[2] or '') ~= ARGV[2] or (at[6] or '') ~= ARGV[3] then
  return { 'elsewhere', at[2], at[3], at[4], at[5], at[6], at[7] }
end

local removed, inserted, counted = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])
local views = #KEYS - 5
local documentsFrom = 13 + 3 * views
local removedFrom = documentsFrom
for view = 1, views do
  removedFrom = removedFrom + 2 * tonumber(ARGV[11 + 3 * view]) + tonumber(ARGV[12 + 3 * view])
end
local insertedFrom = removedFrom + removed
local countedFrom = insertedFrom + inserted
assert(#ARGV == countedFrom + 2 * counted - 1, 'the batch is not as long as it says')

-- A key of another type fails here.
redis.call('ZCARD', KEYS[2])
redis.call('ZCARD', KEYS[4])
redis.call('SCARD', KEYS[5])
for view = 1, views do redis.call('HLEN', KEYS[5 + view]) end
local counts = {}
for place = countedFrom, #ARGV, 2 do
  local count = tonumber(redis.call('HGET', KEYS[3], ARGV[place]) or 0)
  counts[#counts + 1] = assert(count, 'a counter is no number') + tonumber(ARGV[place + 1])
end

-- Lua passes so many arguments at most; `width` of them belong together.
local function inParts(from, to, width, act)
  local step = argumentsMax - argumentsMax % width
  for first = from, to, step do act(first, math.min(first + step - 1, to)) end
end

local first = documentsFrom
for view = 1, views do
  local key = KEYS[5 + view]
  local about = 10 + 3 * view
  local written, deleted = tonumber(ARGV[about + 1]), tonumber(ARGV[about + 2])
  redis.call('SADD', KEYS[5], ARGV[about])
  inParts(first, first + 2 * written - 1, 2, function (from, to)
    redis.call('HSET', key, unpack(ARGV, from, to))
  end)
  first = first + 2 * written
  inParts(first, first + deleted - 1, 1, function (from, to)
    redis.call('HDEL', key, unpack(ARGV, from, to))
  end)
  first = first + deleted
end

inParts(removedFrom, insertedFrom - 1, 1, function (from, to)
  redis.call('ZREM', KEYS[2], unpack(ARGV, from, to))
end)
inParts(insertedFrom, countedFrom - 1, 1, function (from, to)
  local scored = {}
  for place = from, to do
    scored[#scored + 1] = 0
    scored[#scored + 1] = ARGV[place]
  end
  redis.call('ZADD', KEYS[2], unpack(scored))
end)

for nth, count in ipairs(counts) do
  local name = ARGV[countedFrom + 2 * (nth - 1)]
  if count == 0 then
    redis.call('HDEL', KEYS[3], name)
    redis.call('ZREM', KEYS[4], name)
  else
    redis.call('HSET', KEYS[3], name, string.format('%.0f', count))
    redis.call('ZADD', KEYS[4], 0, name)
  end
end

redis.call('HSET', KEYS[1], 'offset', ARGV[4], 'term', ARGV[5], 'chain', ARGV[6],
  'inbox', ARGV[7], 'digest', ARGV[8], 'logId', ARGV[9])
return { 'applied' }
