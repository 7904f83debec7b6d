-- Forgets sources that are known, are open nowhere and have not left lately. ARGV: ..., lately (ms), sources in ordinal order.
local lately, time, list = tonumber(ARGV[5]), now(), {}
local leases = {}
local function stands(id)
  if leases[id] == nil then
    local v = redis.call('HGET', nodes, id)
    leases[id] = v and select(2, struct.unpack('>dd', v)) >= time or false
  end
  return leases[id]
end
for i = 6, #ARGV do
  local name = ARGV[i]
  local s = source(name)
  if s and s.last >= 0 then
    local live = s.session > ended and s.left < 0 and stands(s.opening)
    if not live and not (s.left >= 0 and time - s.left < lately) then
      list[#list + 1] = name
      forget(name, s)
    end
  end
end
if #list > 0 then add(3, 1, 0, names(list), '') end
local reply = missed({'ok', text(before), #list > 0 and '1' or '0'})
flush(65536)
return reply
