-- One process tells what it has and wants of an endpoint's places, and learns how many it may have from now on.
-- All processes together never have more than the limit: what one may gain is what the others do not hold, and who holds
-- is believed until it says otherwise or is silent for a lease.
--
-- KEYS: places (a hash: member -> held:wanted:expires), pause, since, lapsed
-- ARGV: member, places held, places wanted, limit, lease in ms
-- Returns: places it may have, ms for which nothing is to be sent, since when Redis knows what is held (ms)
local member, held, wanted, limit, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local since = known_since(KEYS[3], now)

local members, heldByOthers = {{ name = member, wanted = wanted }}, 0
local leases, lapsed = 0, 0
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local has, wants, expires = string.match(all[i + 1], '(%d+):(%d+):(%d+)')
  if tonumber(expires) <= now then
    redis.call('HDEL', KEYS[1], all[i])
    lapsed = lapsed + 1
  else
    leases = leases + 1
    if all[i] ~= member then
      heldByOthers = heldByOthers + has
      members[#members + 1] = { name = all[i], wanted = tonumber(wants) }
    end
  end
end
-- Where no lease is left it was more likely Redis that was away for a while than all processes that died at once.
if lapsed > 0 and leases == 0 then redis.call('SET', KEYS[4], 1, 'PX', lease) end

-- Equal shares, but nobody gets more than it wants while another wants it. Where the shares are no whole numbers some
-- get one more, in turns of two fifths of a lease: with more processes than places each has a place for some of the time.
table.sort(members, function(a, b)
  if a.wanted ~= b.wanted then return a.wanted < b.wanted end
  return a.name < b.name
end)
local left, share = limit, 0
for i, one in ipairs(members) do
  local equal = math.floor(left / (#members - i + 1))
  if one.wanted > equal then
    local more = {}
    for j = i, #members do more[#more + 1] = members[j].name end
    table.sort(more)
    local over, turn = left - equal * #more, math.floor(now / (0.4 * lease))
    for j, name in ipairs(more) do
      if name == member then share = equal + ((j + turn) % #more < over and 1 or 0) end
    end
    left = 0
    break
  end
  left = left - one.wanted
  if one.name == member then share = one.wanted end
end
-- What nobody wants now is handed out too, so that more work finds a place at once.
share = share + math.floor(left / #members)

local may = math.max(0, math.min(share, limit - heldByOthers))
-- Redis may not know what is held: before all have spoken again nobody gains anything.
if now - since < lease or redis.call('EXISTS', KEYS[4]) == 1 then may = math.min(may, held) end

redis.call('HSET', KEYS[1], member, string.format('%d:%d:%.0f', math.max(held, may), wanted, now + lease))
redis.call('PEXPIRE', KEYS[1], 10 * lease)
return { may, math.max(0, redis.call('PTTL', KEYS[2])), since }
