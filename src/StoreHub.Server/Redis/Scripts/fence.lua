-- What the scripts of an opening begin with. Reads the metadata and checks that the log is the one the node knows, before anything is written:
-- the epoch, that the server has not restarted, that the node has nothing that the log has not, and that the stream is as long as it should be.
-- KEYS: the store's, in the order of RedisKeys.All. ARGV: epoch, opening, the last revision the node has, channel.
local meta, log, src, ids, nodes, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local epoch, opening, known, channel = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]

local m = redis.call('HMGET', meta, 'epoch', 'run', 'last', 'ts', 'trimmed', 'entries', 'floor', 'session', 'ended')
if m[1] ~= epoch then
  if redis.call('SISMEMBER', dead, epoch) == 1 then return {'deleted'} end
  return {'epoch', m[1] or 'none'}
end
if m[2] ~= string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') then return {'restarted'} end
local last, trimmed, entries = tonumber(m[3]), tonumber(m[5]), tonumber(m[6])
local floor, session, ended = tonumber(m[7]), tonumber(m[8]), tonumber(m[9])
local ts = struct.unpack('>d', m[4])
if last < known then return {'shorter', m[3]} end
if redis.call('XLEN', log) ~= entries then return {'damaged'} end
