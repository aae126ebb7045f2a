-- Since when Redis knows what is held and taken, in ms: since it was first asked, or since it was started. For one that reads
-- an older copy of itself from disk has lost what came after. Stands before the scripts that need it.
local function known_since(key, now)
  -- A user who may not ask does without.
  local info = redis.pcall('INFO', 'server')
  local run = type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
  local at, known = string.match(redis.call('GET', key) or '', '^(%d+):(%x*)$')
  if known == run then return at end
  at = string.format('%.0f', now)
  redis.call('SET', key, at .. ':' .. run)
  return at
end

