-- Bids a floor; the least bid of the openings whose lease stands is the floor. ARGV: ..., the bid, how long the lease stands (ms).
local bid, lease, time = tonumber(ARGV[5]), tonumber(ARGV[6]), now()
local least, expired = bid, {}
local all = redis.call('HGETALL', nodes)
for i = 1, #all, 2 do
  local b, untilTime = struct.unpack('>dd', all[i + 1])
  if untilTime < time then expired[#expired + 1] = all[i]
  elseif all[i] ~= opening then least = math.min(least, b) end
end
local appended = least > floor
if appended then
  floor = least
  add(2, 1, 0, struct.pack('>BI8', 0xcf, least), '')
end
local reply = missed({'ok', text(before), appended and '1' or '0'})
flush(1024)
redis.call('HSET', nodes, opening, struct.pack('>dd', bid, time + lease))
many('HDEL', nodes, expired)
return reply
