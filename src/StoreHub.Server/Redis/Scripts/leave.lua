-- Ends an opening's lease.
redis.call('HDEL', nodes, opening)
return {'ok', text(before)}
