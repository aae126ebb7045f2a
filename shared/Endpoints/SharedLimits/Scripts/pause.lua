-- Nothing is to be sent to the endpoint for so long; a longer pause stands.
-- KEYS: pause; ARGV: ms
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
