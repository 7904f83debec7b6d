-- Publishes an event of a topic: gives it its time, keeps it if it is to be retained, and tells all hubs. Redis's clock and order are those of all hubs.
-- KEYS: what the store's topics retain. ARGV: channel, 'keep', 'clear' or '', topic, the event without its time, how long what is retained is kept (ms).
local kept, mode = KEYS[1], ARGV[2]
local time = redis.call('TIME')
local at = time[1] * 1000 + time[2] / 1000
local before = redis.call('HGET', kept, 'time')
-- the clock was set back
local late = before and at <= struct.unpack('>d', before)
if late then at = struct.unpack('>d', before) + 0.001 end
local event = struct.pack('>d', at) .. ARGV[4]
if mode ~= '' or late then
  redis.call('HSET', kept, 'time', struct.pack('>d', at))
  if mode == 'keep' then redis.call('HSET', kept, '=' .. ARGV[3], event) end
  if mode == 'clear' then redis.call('HDEL', kept, '=' .. ARGV[3]) end
  redis.call('PEXPIRE', kept, ARGV[5])
end
redis.call('PUBLISH', ARGV[1], event)
return {event}
