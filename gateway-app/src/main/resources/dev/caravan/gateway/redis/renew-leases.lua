-- Lets leases of calls that last go on.
--
-- KEYS: one window of concurrent calls. ARGV: how many milliseconds the leases last from now, then the leases.
local time = redis.call('TIME')
local ends = time[1] * 1000000 + time[2] + ARGV[1] * 1000

for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], ends, ARGV[i])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {}
