-- Takes a share of every window, or of none.
--
-- KEYS: the windows. ARGV: the call's lease, how many milliseconds it lasts; then for each window its limit, its period in
-- microseconds (0 for one of concurrent calls), and the amount to take.
--
-- A window of calls or tokens is kept as the time at which all of it will be there again, in microseconds; each one that is
-- taken moves that time by an even share of the period. One that is full is not kept at all. A window of concurrent calls is
-- a set of leases, sorted by their ends.
--
-- Answers the place of the window that has too little (0 for none), the microseconds until it has enough, and for each window
-- that was looked at what is left of it and the microseconds until all of it is there again.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local answer = {0, 0}
local ends = {}

local function tell(left, full)
  answer[#answer + 1] = math.max(0, math.floor(left + 0.001))
  answer[#answer + 1] = math.ceil(full - now)
end

for i, key in ipairs(KEYS) do
  local limit, period, amount = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  if period == 0 then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    local left = limit - redis.call('ZCARD', key) - amount
    tell(left, now)
    if left < 0 then
      answer[1] = i
      return answer
    end
  else
    local each = period / limit
    local full = math.max(now, math.min(tonumber(redis.call('GET', key) or now), now + 2 * period))
    local after = full + amount * each
    local lacking = after - now - period
    if lacking > math.min(1, each / 2) then
      answer[1] = i
      answer[2] = math.ceil(lacking)
      tell((now + period - full) / each, full)
      return answer
    end
    tell((now + period - after) / each, after)
    ends[i] = after
  end
end

for i, key in ipairs(KEYS) do
  if ends[i] then
    redis.call('SET', key, string.format('%.17g', ends[i]), 'PX', math.ceil((ends[i] - now) / 1000))
  else
    redis.call('ZADD', key, now + ARGV[2] * 1000, ARGV[1])
    redis.call('PEXPIRE', key, ARGV[2])
  end
end
return answer
