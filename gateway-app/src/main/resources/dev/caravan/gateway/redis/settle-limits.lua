-- Gives back what a call holds, and takes what it has used beyond its claim.
--
-- KEYS: the windows. ARGV: the call's lease; then for each window its limit, its period in microseconds (0 for one of
-- concurrent calls, which the lease leaves), and the amount to take; below zero, to give back. No more than a whole window
-- can be missing.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

for i, key in ipairs(KEYS) do
  local limit, period, amount = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
  if period == 0 then
    redis.call('ZREM', key, ARGV[1])
  else
    local full = math.max(now, tonumber(redis.call('GET', key) or now)) + amount * period / limit
    local after = math.min(full, now + 2 * period)
    if after > now then
      redis.call('SET', key, string.format('%.17g', after), 'PX', math.ceil((after - now) / 1000))
    else
      redis.call('DEL', key)
    end
  end
end
return {}
