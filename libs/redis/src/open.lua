-- Begins one partition of a generation where it does not stand yet.
--
-- KEYS  1 cursor (hash)
-- ARGV  1 id for an incarnation that is new
-- Gives the id of the one that stands. A partition that was dropped or lost has none, and what was
--       opened before it begins anew writes nothing into it.

redis.call('HSETNX', KEYS[1], 'id', ARGV[1])
return redis.call('HGET', KEYS[1], 'id')
