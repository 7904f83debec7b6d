-- Reads what follows a revision, and renews the opening's lease. ARGV: ..., after, most entries, how long the lease is to stand (ms; 0: as it does).
local after, lease = tonumber(ARGV[5]), tonumber(ARGV[7])
if after < trimmed then return {'trimmed', text(trimmed)} end
local reply = {'ok', text(before), text(trimmed)}
if after < last then
  for _, entry in ipairs(redis.call('XRANGE', log, text(after + 1), '+', 'COUNT', ARGV[6])) do reply[#reply + 1] = entry[2][4] end
end
if lease > 0 then
  local own = redis.call('HGET', nodes, opening)
  redis.call('HSET', nodes, opening, struct.pack('>dd', own and struct.unpack('>d', own) or 0, now() + lease))
  if last == 0 then
    for _, k in ipairs({meta, src, nodes}) do redis.call('PEXPIRE', k, KEEP_EMPTY) end
  end
end
return reply
