-- Proves or fixes whose a source is, and starts a session of it. ARGV: ..., source, owner, how long the lease stands (ms).
local name, owner = ARGV[5], ARGV[6]
local s = source(name)
local expected = s and s.last + 1 or 0
-- what a server lost that nobody remembers the owner of is whose it is first
if s and s.owner ~= '' and s.owner ~= owner then return missed({'ok', text(before), '0', text(expected)}) end
if not s then s = make(0) end
session = session + 1
s.session, s.left, s.opening, s.owner = session, -1, opening, owner
change(name, s)
local reply = missed({'ok', text(before), text(session), text(expected)})
flush(0)
redis.call('HSET', meta, 'session', text(session))
-- the floor that this opening bid did not count on this source
redis.call('HSET', nodes, opening, struct.pack('>dd', floor, now() + tonumber(ARGV[7])))
redis.call('PUBLISH', channel, 'c' .. epoch .. opening .. struct.pack('>d', session) .. name)
return reply
