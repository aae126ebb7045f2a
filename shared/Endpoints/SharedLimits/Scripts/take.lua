-- Takes a request and its tokens out of an endpoint's minutes, or tells how long to wait.
-- What was taken is counted by seconds, and a second counts until a whole window after its end.
--
-- KEYS: since, requests, tokens (hashes: second -> amount), claim
-- ARGV: member, since as the member knows it, lease in ms, window in s, most requests (0: any), tokens, most tokens (0: any), 1 to claim the next turn
-- Returns: 1, the second taken from, since | 0, ms to wait, since | -1, 0, since: the member is to tell first what it took
local member, lease, window = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local second = tonumber(time[1])
local now = second * 1000 + math.floor(time[2] / 1000)

local since = known_since(KEYS[1], now)
if since ~= ARGV[2] then return { -1, 0, since } end
if now - since < lease then return { 0, lease - (now - since), since } end
local claim = redis.call('GET', KEYS[4])
if claim and claim ~= member then return { 0, 100, since } end

local function wait(key, amount, limit)
  if limit == 0 then return 0 end
  local taken, used = {}, 0
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local at = tonumber(all[i])
    if at + window < second then
      redis.call('HDEL', key, all[i])
    else
      used = used + all[i + 1]
      taken[#taken + 1] = { at = at, amount = tonumber(all[i + 1]) }
    end
  end
  -- What is larger than the limit goes alone.
  if used == 0 or used + amount <= limit then return 0 end
  table.sort(taken, function(a, b) return a.at < b.at end)
  for _, one in ipairs(taken) do
    used = used - one.amount
    if used <= 0 or used + amount <= limit then return (one.at + 1 + window) * 1000 - now end
  end
end

local longest = math.max(wait(KEYS[2], 1, tonumber(ARGV[5])), wait(KEYS[3], tonumber(ARGV[6]), tonumber(ARGV[7])))
if longest > 0 then
  if ARGV[8] == '1' then redis.call('SET', KEYS[4], member, 'PX', 2000) end
  return { 0, longest, since }
end
for i, amount in ipairs({ 1, tonumber(ARGV[6]) }) do
  redis.call('HINCRBY', KEYS[i + 1], second, amount)
  redis.call('EXPIRE', KEYS[i + 1], window + 2)
end
if claim then redis.call('DEL', KEYS[4]) end
return { 1, second, since }
