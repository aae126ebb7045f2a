-- One process tells what it has and wants of an endpoint's places, and learns how many it may have from now on.
-- All processes together never have more than the limit: what one may gain is what the others do not hold, and who holds
-- is believed until it says otherwise or is silent for a lease.
--
-- KEYS: places (a hash: member -> held:wanted:expires), pause, since
-- ARGV: member, places held, places wanted, limit, lease in ms
-- Returns: places it may have, ms for which nothing is to be sent, since when Redis knows what is held (ms)
local member, held, wanted, limit, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local since = redis.call('GET', KEYS[3])
if not since then
  since = string.format('%.0f', now)
  redis.call('SET', KEYS[3], since)
end

local members, heldByOthers = {{ name = member, wanted = wanted }}, 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if all[i] ~= member then
    local has, wants, expires = string.match(all[i + 1], '(%d+):(%d+):(%d+)')
    if tonumber(expires) <= now then
      redis.call('HDEL', KEYS[1], all[i])
    else
      heldByOthers = heldByOthers + has
      members[#members + 1] = { name = all[i], wanted = tonumber(wants) }
    end
  end
end

-- Equal shares, but nobody gets more than it wants while another wants it. Where the shares are no whole numbers someone
-- gets one more, in turns of two seconds: with more processes than places each has a place for some of the time.
table.sort(members, function(a, b) return a.name < b.name end)
local turn = math.floor(now / 2000)
for i, one in ipairs(members) do one.rank = (i + turn) % #members end
table.sort(members, function(a, b)
  if a.wanted ~= b.wanted then return a.wanted < b.wanted end
  return a.rank < b.rank
end)
local left, share = limit, 0
for i, one in ipairs(members) do
  local given = math.min(one.wanted, math.floor(left / (#members - i + 1)))
  left = left - given
  if one.name == member then share = given end
end
-- What nobody wants now is handed out too, so that more work finds a place at once.
share = share + math.floor(left / #members)

local may = math.max(0, math.min(share, limit - heldByOthers))
-- Redis may have lost what it knew: before all have spoken again nobody gains more than a first place.
if now - since < lease then may = math.min(may, math.max(held, 1)) end

redis.call('HSET', KEYS[1], member, string.format('%d:%d:%.0f', math.max(held, may), wanted, now + lease))
redis.call('PEXPIRE', KEYS[1], 10 * lease)
return { may, math.max(0, redis.call('PTTL', KEYS[2])), since }
