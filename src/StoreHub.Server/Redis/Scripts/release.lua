-- Ends a session of a source, if it is the newest. What never wrote is dropped, unless other hubs may still append again what was lost: they must
-- find that it was claimed. ARGV: ..., source, session.
local name = ARGV[5]
local s = source(name)
local dropped = '0'
if s and s.session == tonumber(ARGV[6]) and s.left < 0 then
  if s.last < 0 and ended == 0 then
    drop(name)
    dropped = '1'
  else
    s.left = now()
    change(name, s)
  end
end
flush(0)
return {'ok', text(before), dropped}
