-- Reads a piece of a snapshot, with its name: between two pieces it may be replaced. KEYS: snapshot. ARGV: which piece.
local s = redis.call('HMGET', KEYS[1], 'epoch', 'revision', 'pieces', ARGV[1])
if not s[1] then return {'none'} end
return {'ok', s[1], s[2], s[3], s[4] or ''}
