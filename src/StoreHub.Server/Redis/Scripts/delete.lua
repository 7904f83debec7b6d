-- Removes a store, and remembers its epochs for a week as deleted, so that no node takes it for lost. KEYS: the store's, and what its topics retain. ARGV: channel, a token of this deletion.
local m = redis.call('HMGET', KEYS[1], 'epoch', 'last', 'ends')
-- asked again, since the reply was lost
if not m[1] and redis.call('SISMEMBER', KEYS[6], ARGV[2]) == 1 then return {'ok', '1'} end
local ended = {}
if m[1] then
  ended[1] = m[1]
  if tonumber(m[2]) > 0 then ended[2] = ARGV[2] end
  for epoch in string.gmatch(m[3] or '', '([^:,]+):') do ended[#ended + 1] = epoch end
end
-- first what is not refused for want of memory
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[7], KEYS[8])
for i = 1, #ended, 1000 do redis.call('SADD', KEYS[6], unpack(ended, i, math.min(i + 999, #ended))) end
if #ended > 0 then redis.call('PEXPIRE', KEYS[6], 604800000) end
redis.call('PUBLISH', ARGV[1], 'e')
return {'ok', m[2] or '0'}
