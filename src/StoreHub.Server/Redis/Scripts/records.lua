-- Adds records to the log. Nothing is written before flush(), and from there on nothing is decided: Lua has no way back.
-- A source: its last seq, the first seq that is in the tail, its session, when it left (-1: it has not), the opening that has it, its owner.
local KEEP_EMPTY = 3600000 -- ms that what was only looked at is kept
local before = last
local sources, changed, gone = {}, {}, {}
local added, news, forgotten = {}, {}, {}

-- all digits: tostring and %d would lose some
local function text(n) return string.format('%.0f', n) end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function source(name)
  local s = sources[name]
  if s == nil then
    local v = redis.call('HGET', src, name)
    s = false
    if v then
      s = {}
      s.last, s.first, s.session, s.left = struct.unpack('>dddd', v)
      s.opening, s.owner = string.sub(v, 33, 48), string.sub(v, 49)
    end
    sources[name] = s
  end
  return s
end

local function change(name, s)
  sources[name], changed[name], gone[name] = s, s, nil
end

local function drop(name)
  sources[name], changed[name], gone[name] = false, nil, true
end

local function make(seq)
  return {last = seq - 1, first = seq, session = 0, left = 0, opening = string.rep('-', 16), owner = ''}
end

-- the next double above
local function above(x)
  local hi, lo = struct.unpack('>I4I4', struct.pack('>d', x))
  lo = lo + 1
  if lo == 4294967296 then hi, lo = hi + 1, 0 end
  return (struct.unpack('>d', struct.pack('>I4I4', hi, lo)))
end

-- The record as MessagePack: kind, revision and timestamp before what the node wrote of it.
local function add(kind, count, at, suffix, key)
  ts = at > ts and at or above(ts)
  local record = string.char(kind < 2 and 0x96 or 0x94, kind) .. struct.pack('>BI8Bd', 0xcf, last + 1, 0xcb, ts) .. suffix
  last = last + count
  news[#news + 1] = {text(last) .. '-1', key, record}
end

local function key(name, seq) return name .. ':' .. text(seq) end

-- A record of a source: a transaction (0) or a void (1). The owner, if one is given, is whose the source is if nobody knows.
local function write(kind, name, s, seq, count, at, hash, suffix, owner)
  if not s then s = make(seq) end
  if owner and s.owner == '' then s.owner = owner end
  local k = key(name, seq)
  added[k] = struct.pack('>ddB', last + 1, count, kind) .. hash
  add(kind, count, at, suffix, k)
  s.last = math.max(s.last, seq + count - 1)
  s.first = math.min(s.first, seq)
  change(name, s)
end

-- The entry of the tail's index; its records of a source stand one behind the other from its first.
local function find(k)
  local v = added[k]
  if v == nil then v = redis.call('HGET', ids, k) end
  return v
end

local function forget(name, s)
  local seq = s.first
  while seq <= s.last do
    local k = key(name, seq)
    local v = find(k)
    if not v then break end
    added[k] = false
    local _, count = struct.unpack('>dd', v)
    seq = seq + count
  end
  drop(name)
end

-- msgpack: the suffix of a record by which sources are forgotten
local function names(list)
  local parts = {#list < 16 and string.char(0x90 + #list) or struct.pack('>BI2', 0xdc, #list)}
  for _, name in ipairs(list) do parts[#parts + 1] = (#name < 32 and string.char(0xa0 + #name) or string.char(0xd9, #name)) .. name end
  return table.concat(parts)
end

local function many(command, target, list)
  for i = 1, #list, 1000 do redis.call(command, target, unpack(list, i, math.min(i + 999, #list))) end
end

local function pack(s)
  return struct.pack('>dddd', s.last, s.first, s.session, s.left) .. s.opening .. s.owner
end

local function flush(nudge)
  if #news > 0 then
    local set, del = {}, {}
    for _, n in ipairs(news) do redis.call('XADD', log, n[1], 'k', n[2], 'r', n[3]) end
    for k, v in pairs(added) do
      if v then set[#set + 1] = k; set[#set + 1] = v else del[#del + 1] = k end
    end
    many('HSET', ids, set)
    many('HDEL', ids, del)
    redis.call('HSET', meta, 'last', text(last), 'ts', struct.pack('>d', ts), 'entries', text(entries + #news), 'floor', text(floor))
  end
  local set, del = {}, {}
  for name, s in pairs(changed) do set[#set + 1] = name; set[#set + 1] = pack(s) end
  for name in pairs(gone) do del[#del + 1] = name end
  many('HSET', src, set)
  many('HDEL', src, del)
  if last == 0 then
    redis.call('PEXPIRE', src, KEEP_EMPTY)
  elseif before == 0 then
    for _, k in ipairs({meta, src, nodes}) do redis.call('PERSIST', k) end
  end
  if #news == 0 then return end
  local bytes, size = {}, 0
  for _, n in ipairs(news) do
    size = size + #n[3]
    if size > nudge then break end
    bytes[#bytes + 1] = n[3]
  end
  redis.call('PUBLISH', channel, 'r' .. epoch .. opening .. struct.pack('>dd', before, last) .. (size <= nudge and table.concat(bytes) or ''))
end

-- What the node has not got yet, at the end of a reply.
local function missed(reply)
  if known < before and known >= trimmed then
    for _, entry in ipairs(redis.call('XRANGE', log, text(known + 1), text(before) .. '-1', 'COUNT', 500)) do reply[#reply + 1] = entry[2][4] end
  end
  return reply
end
