-- Looks at what there is of a store. ARGV: the epoch that the node remembers, or ''.
local meta, log, dead, snap = KEYS[1], KEYS[2], KEYS[6], KEYS[7]
local deleted = ARGV[1] ~= '' and redis.call('SISMEMBER', dead, ARGV[1]) or 0
local m = redis.call('HMGET', meta, 'epoch', 'run', 'last', 'trimmed', 'entries', 'ends', 'format', 'ts', 'floor')
if not m[1] then return {'none', deleted, redis.call('EXISTS', log, snap)} end
local same = m[2] == string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
return {'there', deleted, m[1], same and 1 or 0, redis.call('XLEN', log) == tonumber(m[5]) and 1 or 0, m[3], m[4], m[6], m[7]}
