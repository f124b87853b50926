-- Reports for wrk: one exchange each, or batches of BENCH_BATCH, and one line of numbers at the end. Users differ; the gateway
-- makes the ids.
local batch = tonumber(os.getenv("BENCH_BATCH") or "1")
local key = os.getenv("BENCH_KEY")
local exchange = '{"provider":"openai","path":"/v1/chat/completions","method":"POST","status_code":200,"latency_ms":432,'
    .. '"user_id":"user-%d","request_body":{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello, what would it cost '
    .. 'us to move the night train by three days, and do we have to do it by telephone?"}]},"response_body":{"id":"chatcmpl-1",'
    .. '"object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant",'
    .. '"content":"Nothing, until the day before departure (Fares, section 4)."},"finish_reason":"stop"}],"usage":{"prompt_tokens":24,'
    .. '"completion_tokens":14,"total_tokens":38}}}'
local headers = {["Content-Type"] = "application/json", ["X-Ingate-Key"] = key}
local bodies, next = {}, 0

function init()
    for i = 1, 50 do
        if batch == 1 then
            bodies[i] = exchange:format(i)
        else
            local items = {}
            for j = 1, batch do
                items[j] = exchange:format((i * batch + j) % 2000)
            end
            bodies[i] = '{"exchanges":[' .. table.concat(items, ",") .. "]}"
        end
    end
end

function request()
    next = next % #bodies + 1
    return wrk.format("POST", batch == 1 and "/api/v1/ingest" or "/api/v1/ingest/batch", headers, bodies[next])
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("result %d %d %d %d %d\n", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
