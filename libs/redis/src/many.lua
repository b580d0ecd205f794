-- The first of some documents, up to a size, at least one: one may be as large as a thousand.
--
-- KEYS  1 cursor, 2 documents of the view (hash)
-- ARGV  1 id, 2 bytes at most, 3 … keys of the documents
-- Gives 'gone', where the generation is not the one that was opened; else 'found' and the texts.

if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return { 'gone' } end
local found = { 'found' }
local bytes = 0
for place = 3, #ARGV do
  local text = redis.call('HGET', KEYS[2], ARGV[place])
  found[#found + 1] = text
  bytes = bytes + (text and #text or 0)
  if bytes > tonumber(ARGV[2]) then break end
end
return found
