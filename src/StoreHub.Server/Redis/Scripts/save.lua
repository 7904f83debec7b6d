-- Moves a staged snapshot into place if the one that stands there is the one it is to replace, and the log is still of its epoch.
-- KEYS: metadata, snapshot, staged. ARGV: epoch and revision of the one it replaces ('' if there is none), epoch and revision of its own, pieces.
local m = redis.call('HGET', KEYS[1], 'epoch')
local s = redis.call('HMGET', KEYS[2], 'epoch', 'revision')
if (s[1] or '') ~= ARGV[1] or (s[2] or '') ~= ARGV[2] or (m and m ~= ARGV[3]) then
  redis.call('DEL', KEYS[3])
  return {'ok', '0'}
end
redis.call('HSET', KEYS[3], 'epoch', ARGV[3], 'revision', ARGV[4], 'pieces', ARGV[5])
redis.call('PERSIST', KEYS[3])
redis.call('RENAME', KEYS[3], KEYS[2])
return {'ok', '1'}
