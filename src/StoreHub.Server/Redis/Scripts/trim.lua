-- Forgets records whose last revision is at or below one. ARGV: ..., the revision, most entries.
local through = tonumber(ARGV[5])
local list = redis.call('XRANGE', log, '-', text(through) .. '-1', 'COUNT', ARGV[6])
if #list == 0 then return {'ok', text(before), text(trimmed), '0'} end
local del = {}
for _, entry in ipairs(list) do
  local k, v = entry[2][2], false
  if k ~= '' then v = redis.call('HGET', ids, k) end
  trimmed = tonumber(string.match(entry[1], '^%d+'))
  if v then
    local first, count = struct.unpack('>dd', v)
    -- a source that was forgotten and came back may have used the seq again
    if first + count - 1 == trimmed then
      local name, seq = string.match(k, '^(.+):(%d+)$')
      local s = source(name)
      del[#del + 1] = k
      if s then
        s.first = math.max(s.first, tonumber(seq) + count)
        change(name, s)
      end
    end
  end
end
-- Redis looks only at a script's first write whether there is memory: a full one must be trimmed
redis.call('XTRIM', log, 'MINID', '=', text(trimmed + 1))
many('HDEL', ids, del)
redis.call('HSET', meta, 'trimmed', text(trimmed), 'entries', text(entries - #list))
flush(0)
return {'ok', text(before), text(trimmed), text(#list)}
