-- Gives a store a new epoch if it has still the one, and the end, that the node saw: makes it, or goes on with it and what the node remembers, or
-- makes it anew from what the node remembers alone. The node's records keep their revisions and timestamps. ARGV: the epoch that stands there, or '';
-- opening; its last revision; channel; the new epoch; the earlier epochs; '1' to make it anew, and then: trimmed through, floor, last timestamp (8
-- bytes), fields of the table of sources and of the snapshot that are to be moved into place. Then two arguments for each record.
-- KEYS: the store's, then the table of sources and the snapshot.
local meta, log, src, ids, nodes, dead, snap = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local opening, channel, epoch, anew = ARGV[2], ARGV[4], ARGV[5], ARGV[7] == '1'
local m = redis.call('HMGET', meta, 'epoch', 'last', 'ts', 'trimmed', 'entries', 'floor', 'session')
if (m[1] or '') ~= ARGV[1] then return {'epoch', m[1] or 'none'} end
if m[1] and m[2] ~= ARGV[3] then return {'moved', m[2]} end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
-- where history was put back, ended is not 0 (release)
local known, session = 0, math.max(tonumber(m[7] or 0), ARGV[6] ~= '' and 1 or 0)
local last, trimmed, entries, floor, ts
if anew then
  last, trimmed, entries, floor = tonumber(ARGV[8]), tonumber(ARGV[8]), 0, tonumber(ARGV[9])
  ts = 0
else
  last, trimmed, entries, floor = tonumber(m[2]), tonumber(m[4]), tonumber(m[5]), tonumber(m[6])
  ts = struct.unpack('>d', m[3])
end
--@records
-- what was staged may be lost
if anew and (redis.call('HLEN', KEYS[8]) ~= tonumber(ARGV[11]) or redis.call('HLEN', KEYS[9]) ~= tonumber(ARGV[12])) then return {'moved', m[2] or '0'} end
-- the records must be those that follow, of the log and of each source: they keep their revisions
local follows, lasts = last + 1, {}
for i = 13, #ARGV, 2 do
  local kind, revision, seq, count = struct.unpack('>Bddd', ARGV[i])
  local name = string.match(string.sub(ARGV[i], 50), '^%Z*')
  if revision ~= follows then return {'unfit', text(last)} end
  follows = follows + count
  if kind < 2 and not anew then
    local s = source(name)
    if seq ~= (lasts[name] or s and s.last or -1) + 1 then return {'unfit', text(last)} end
    lasts[name] = seq + count - 1
  elseif kind == 3 then
    for each in string.gmatch(name, '[^,]+') do lasts[each] = -1 end
  end
end
-- refused for want of memory before anything is gone
redis.call('HSET', meta, 'epoch', epoch)
if anew then
  redis.call('DEL', log, ids, src)
  if redis.call('EXISTS', KEYS[8]) == 1 then redis.call('RENAME', KEYS[8], src); redis.call('PERSIST', src) end
  if redis.call('EXISTS', KEYS[9]) == 1 then
    redis.call('HSET', KEYS[9], 'epoch', epoch)
    redis.call('RENAME', KEYS[9], snap)
    redis.call('PERSIST', snap)
  end
end
for i = 13, #ARGV, 2 do
  local said = ARGV[i]
  local kind, _, seq, count, at = struct.unpack('>Bdddd', said)
  local name, owner = string.match(string.sub(said, 50), '^(%Z*)%z?(.*)$')
  if kind < 2 then
    write(kind, name, source(name), seq, count, at, string.sub(said, 34, 49), ARGV[i + 1], owner)
  else
    if kind == 2 then floor = math.max(floor, seq) end
    if kind == 3 then
      for each in string.gmatch(name, '[^,]+') do
        local s = source(each)
        if s then forget(each, s) end
      end
    end
    add(kind, 1, at, ARGV[i + 1], '')
  end
end
if #news == 0 and anew and ARGV[10] ~= '' then ts = struct.unpack('>d', ARGV[10]) end
redis.call('HSET', meta, 'format', '1', 'run', run, 'ends', ARGV[6], 'last', text(last), 'ts', struct.pack('>d', ts), 'trimmed', text(trimmed),
  'entries', text(entries), 'floor', text(floor), 'session', text(session), 'ended', text(session))
before = last
flush(0)
redis.call('DEL', nodes)
for _, k in ipairs({meta, src}) do
  if last == 0 then redis.call('PEXPIRE', k, KEEP_EMPTY) else redis.call('PERSIST', k) end
end
redis.call('PUBLISH', channel, 'e')
return {'ok', text(last)}
