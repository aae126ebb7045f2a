-- Corrects the tokens that were taken in a second. One that no longer counts is left alone.
-- KEYS: tokens; ARGV: second, difference
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2]) end
