-- Moves a staged snapshot into place if the one that stands there is the one it is to replace, the log is still of its epoch and on the same server,
-- and all pieces are there: what was staged may be lost before this is asked again.
-- KEYS: metadata, snapshot, staged. ARGV: epoch and revision of the one it replaces ('' if there is none), epoch and revision of its own, pieces.
local m = redis.call('HMGET', KEYS[1], 'epoch', 'run')
local s = redis.call('HMGET', KEYS[2], 'epoch', 'revision')
local restarted = m[2] and m[2] ~= string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local saved = s[1] == ARGV[3] and s[2] == ARGV[4]
if saved or restarted or (s[1] or '') ~= ARGV[1] or (s[2] or '') ~= ARGV[2] or m[1] ~= ARGV[3] or redis.call('HLEN', KEYS[3]) ~= tonumber(ARGV[5]) then
  redis.call('DEL', KEYS[3])
  return {'ok', saved and '1' or '0'}
end
redis.call('HSET', KEYS[3], 'epoch', ARGV[3], 'revision', ARGV[4], 'pieces', ARGV[5])
redis.call('PERSIST', KEYS[3])
redis.call('RENAME', KEYS[3], KEYS[2])
return {'ok', '1'}
