-- Keeps what one process says of itself for a while, and forgets those that say nothing any more.
--
-- KEYS  1 what it says (string), 2 who there is (sorted set: instance by epoch ms until when)
-- ARGV  1 instance, 2 text, 3 milliseconds kept, 4 how many instances there may be
-- Gives nothing.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('(%.0f', now))
redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[3]), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - ARGV[4])
return false
