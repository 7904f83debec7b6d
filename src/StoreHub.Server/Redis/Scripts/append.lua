-- Classifies submissions and appends those that are new. Two arguments for each from the seventh: what is said of it, and the record's bytes from
-- the source on. ARGV: ..., most bytes of a nudge, whether it is recovery, which no session vouches for; the owner stands behind a source and a zero then.
local nudge, recovering = tonumber(ARGV[5]), ARGV[6] == '1'
local APPENDED, REPEAT, CONFLICT, GAP, SUPERSEDED = 0, 1, 2, 3, 4
local outcomes, kind, revision, expected, at = {}, nil, 0, 0, 0

local function known_as(name, s, seq, count, void, hash)
  if seq < s.first then return REPEAT, 0 end
  local v = find(key(name, seq))
  if not v then return CONFLICT, 0 end
  local first, counted, was = struct.unpack('>ddB', v)
  -- what the log has wins: over a void that comes later, and over a transaction whose void came first
  if counted == count and (was == 1 or void == 1 or string.sub(v, 18) == hash) then return REPEAT, first end
  return CONFLICT, 0
end

for i = 7, #ARGV, 2 do
  local said = ARGV[i]
  local flags, own, seq, count, wanted = struct.unpack('>Bdddd', said)
  local hash, name, owner = string.sub(said, 34, 49), string.sub(said, 50), nil
  if recovering then name, owner = string.match(name, '^(%Z*)%z?(.*)$') end
  local void = flags % 2
  if not (flags >= 2 and i > 7 and kind > REPEAT) then
    local s = source(name)
    expected = s and s.last + 1 or 0
    revision, at = 0, 0
    if not recovering and (not s or s.session ~= own or own <= ended) then
      kind = SUPERSEDED
    elseif recovering and s and s.session > ended then
      -- who claimed it in this epoch was told what is expected, and has reported as lost what this would bring back
      kind = SUPERSEDED
    elseif seq > expected then
      kind = GAP
    elseif seq == expected then
      kind, revision = APPENDED, last + 1
      write(void, name, s, seq, count, wanted, hash, ARGV[i + 1], owner)
      at, expected = ts, seq + count
    elseif seq + count > expected then
      kind = CONFLICT
    else
      kind, revision = known_as(name, s, seq, count, void, hash)
    end
  end
  outcomes[#outcomes + 1] = struct.pack('>Bddd', kind, revision, expected, at)
end

local reply = missed({'ok', text(before), table.concat(outcomes)})
flush(nudge)
return reply
