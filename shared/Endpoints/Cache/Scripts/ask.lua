-- Who may ask for a reply. KEYS: lock, reply. ARGV: token, lease in milliseconds.
-- 2: the reply is there; 1: the caller may; 0: another does.
if redis.call('EXISTS', KEYS[2]) == 1 then return 2 end
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return 0
