-- Reads what follows a revision, and renews the opening's lease; then it sweeps up as well, a little at a time: leases that are over, and sources that
-- were claimed, never wrote, and are open nowhere. ARGV: ..., after, most entries, how long the lease is to stand (ms; 0: as it does).
local after, lease = tonumber(ARGV[5]), tonumber(ARGV[7])
if after < trimmed then return {'trimmed', text(trimmed)} end
local reply = {'ok', text(before), text(trimmed)}
if after < last then
  for _, entry in ipairs(redis.call('XRANGE', log, text(after + 1), '+', 'COUNT', ARGV[6])) do reply[#reply + 1] = entry[2][4] end
end
if lease > 0 then
  local own = redis.call('HGET', nodes, opening)
  redis.call('HSET', nodes, opening, struct.pack('>dd', own and struct.unpack('>d', own) or 0, now() + lease))
  local time, over, unused = now(), {}, {}
  local all, stands = redis.call('HGETALL', nodes), {}
  for i = 1, #all, 2 do
    local _, untilTime = struct.unpack('>dd', all[i + 1])
    if untilTime < time then over[#over + 1] = all[i] else stands[all[i]] = true end
  end
  local some = redis.call('HRANDFIELD', src, '50', 'WITHVALUES')
  for i = 1, #some, 2 do
    local lastSeq, _, _, left = struct.unpack('>dddd', some[i + 1])
    local open = left < 0 and stands[string.sub(some[i + 1], 33, 48)]
    if lastSeq < 0 and not open and time - left > KEEP_EMPTY then unused[#unused + 1] = some[i] end
  end
  many('HDEL', nodes, over)
  many('HDEL', src, unused)
  if last == 0 then
    for _, k in ipairs({meta, src, nodes}) do redis.call('PEXPIRE', k, KEEP_EMPTY) end
  end
end
return reply
