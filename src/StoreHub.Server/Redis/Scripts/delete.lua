-- Removes a store, and remembers its epoch for a week as deleted, so that no node takes it for lost. KEYS: the store's, and what its topics retain. ARGV: channel.
local m = redis.call('HMGET', KEYS[1], 'epoch', 'last')
if m[1] then
  redis.call('SADD', KEYS[6], m[1])
  redis.call('PEXPIRE', KEYS[6], 604800000)
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[7], KEYS[8])
redis.call('PUBLISH', ARGV[1], 'e')
return {'ok', m[2] or '0'}
