-- A process tells what it took in the last minute that Redis does not know of.
-- KEYS: requests, tokens; ARGV: window in s, then for each: age in s, requests, tokens
local second = tonumber(redis.call('TIME')[1])
for i = 2, #ARGV, 3 do
  redis.call('HINCRBY', KEYS[1], second - ARGV[i], ARGV[i + 1])
  redis.call('HINCRBY', KEYS[2], second - ARGV[i], ARGV[i + 2])
end
redis.call('EXPIRE', KEYS[1], ARGV[1] + 2)
redis.call('EXPIRE', KEYS[2], ARGV[1] + 2)
