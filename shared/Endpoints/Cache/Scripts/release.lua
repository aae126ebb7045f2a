-- KEYS: lock. ARGV: token. One that is another's by now stays.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
