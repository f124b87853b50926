package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.caravan.spi.wire.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces that were seen elsewhere, from the exporter to the page on which they are read. */
class TracesTest {

    private static final String OTLP = "/ingest/otlp/v1/traces";
    private static final String BASE = "/apis/intake/v2/workspaces/lab";
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String TRACE = "5b8efff798038103d269b633813fc60c";
    private static final long START = 1_700_000_000_000_000_000L;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(
                folder, "providers: { echo: {} }\nserver: { limits: { max-body: 64KiB } }\n", List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aTraceInProtobufComesBackAsATree() throws Exception {
        HttpResponse<byte[]> answer =
                post(OTLP, PROTOBUF, request(agent(), call("eee19b7ec3c1b174")).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(PROTOBUF);
        assertThat(ExportTraceServiceResponse.parseFrom(answer.body()).hasPartialSuccess())
                .isFalse();
        JsonNode trace = get(BASE + "/traces/" + TRACE);
        assertThat(trace.path("name").asText()).isEqualTo("invoke_agent helper");
        assertThat(trace.path("root_span_id").asText()).isEqualTo("0102030405060708");
        assertThat(trace.path("span_count").asInt()).isEqualTo(2);
        assertThat(trace.path("input_tokens").asInt()).isEqualTo(120);
        JsonNode call = trace.path("spans").path(1);
        assertThat(call.path("parent_span_id").asText()).isEqualTo("0102030405060708");
        assertThat(call.path("kind").asText()).isEqualTo("LLM");
        assertThat(call.path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(call.path("provider").asText()).isEqualTo("openai");
        assertThat(call.path("cached_tokens").asInt()).isEqualTo(20);
        assertThat(call.path("duration_ms").asDouble()).isEqualTo(250);
        assertThat(call.path("attributes").path("gen_ai.response.id").asText()).isEqualTo("chatcmpl-1");
    }

    @Test
    void aCallOfAModelIsInTheLedgerAndTheAgentAroundItIsNot() throws Exception {
        post(OTLP, PROTOBUF, request(agent(), call("eee19b7ec3c1b174")).toByteArray());

        assertThat(gateway.metric("caravan.ledger.records", "source", "otlp")).isEqualTo(1);
        assertThat(gateway.metric("caravan.spans")).isEqualTo(2);
    }

    @Test
    void theSameSpansAgainAreKeptOnce() throws Exception {
        byte[] first = request(agent(), call("eee19b7ec3c1b174")).toByteArray();
        post(OTLP, PROTOBUF, first);

        HttpResponse<byte[]> again = post(
                OTLP,
                PROTOBUF,
                request(agent(), call("eee19b7ec3c1b174"), call("00000000000000aa"))
                        .toByteArray());

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(get(BASE + "/spans").path("data")).hasSize(3);
    }

    @Test
    void jsonIsTakenAndAnsweredInJson() throws Exception {
        HttpResponse<byte[]> answer =
                post(OTLP, "application/json; charset=utf-8", json(TRACE).getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
        JsonNode span = get(BASE + "/spans?session_id=s-1").path("data").path(0);
        assertThat(span.path("trace_id").asText()).isEqualTo(TRACE);
        assertThat(span.path("status").asText()).isEqualTo("error");
        assertThat(span.path("error_message").asText()).isEqualTo("too slow");
        assertThat(span.path("output_tokens").asInt()).isEqualTo(7);
        assertThat(span.path("resource").path("service.name").asText()).isEqualTo("shop");
        assertThat(get(BASE + "/sessions/s-1").path("traces").path(0).path("id").asText())
                .isEqualTo(TRACE);
    }

    @Test
    void gzipIsUnpackedAndABombIsNot() throws Exception {
        byte[] packed = gzip(request(agent()).toByteArray());
        byte[] bomb = gzip(new byte[1 << 20]);

        assertThat(post(OTLP, PROTOBUF, packed, "content-encoding", "gzip").statusCode())
                .isEqualTo(200);
        assertThat(post(OTLP, PROTOBUF, bomb, "content-encoding", "gzip").statusCode())
                .isEqualTo(413);
        assertThat(post(OTLP, PROTOBUF, Arrays.copyOf(packed, packed.length - 9), "content-encoding", "gzip")
                        .statusCode())
                .isEqualTo(400);
        assertThat(get(BASE + "/spans").path("data")).hasSize(1);
    }

    @Test
    void whatIsMalformedIsAStatusInTheRequestsEncoding() throws Exception {
        byte[] whole = request(agent()).toByteArray();

        HttpResponse<byte[]> cut = post(OTLP, PROTOBUF, Arrays.copyOf(whole, whole.length - 3));
        HttpResponse<byte[]> text =
                post(OTLP, "application/json", "{\"resourceSpans\":7}".getBytes(StandardCharsets.UTF_8));

        assertThat(cut.statusCode()).isEqualTo(400);
        // Field 1, the code: 3, INVALID_ARGUMENT.
        assertThat(cut.body()).startsWith(8, 3);
        assertThat(text.statusCode()).isEqualTo(400);
        assertThat(tree(text.body()).path("code").asInt()).isEqualTo(3);
        assertThat(tree(text.body()).path("message").asText()).contains("resourceSpans");
        assertThat(post(OTLP, "text/plain", whole).statusCode()).isEqualTo(415);
        assertThat(post(OTLP, PROTOBUF, whole, "content-encoding", "br").statusCode())
                .isEqualTo(415);
        assertThat(post(OTLP, PROTOBUF, new byte[70_000]).statusCode()).isEqualTo(413);
    }

    @Test
    void oneBadSpanIsRejectedAndTheOthersAreKept() throws Exception {
        Span bad = agent().toBuilder().setSpanId(ByteString.EMPTY).build();

        HttpResponse<byte[]> answer =
                post(OTLP, PROTOBUF, request(bad, call("eee19b7ec3c1b174")).toByteArray());

        ExportTraceServiceResponse told = ExportTraceServiceResponse.parseFrom(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(told.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
        assertThat(told.getPartialSuccess().getErrorMessage()).contains("span id");
        assertThat(get(BASE + "/spans").path("data")).hasSize(1);
    }

    @Test
    void nothingIsAcknowledgedWhileTheDatabaseIsAway() throws Exception {
        gateway.loseDatabase();

        HttpResponse<byte[]> answer = post(OTLP, PROTOBUF, request(agent()).toByteArray());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void withoutAKeyNothingIsTakenOrTold() throws Exception {
        HttpRequest stranger = HttpRequest.newBuilder(gateway.uri(OTLP))
                .header("content-type", PROTOBUF)
                .POST(BodyPublishers.ofByteArray(request(agent()).toByteArray()))
                .build();

        assertThat(client.send(stranger, BodyHandlers.discarding()).statusCode())
                .isEqualTo(401);
        assertThat(client.send(
                                HttpRequest.newBuilder(gateway.uri(BASE + "/spans"))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void spansOfAnotherStoreAreTaken() throws Exception {
        HttpResponse<byte[]> answer = post(
                BASE + "/ingest/spans",
                "application/json",
                """
                {"source":"langsmith","spans":[
                 {"trace_id":"t-1","span_id":"a","name":"answer","kind":"CHAIN","status":"success",
                  "started_at":"2026-03-01T12:00:00Z","ended_at":"2026-03-01T12:00:02Z","session_id":"s-9"},
                 {"trace_id":"t-1","span_id":"b","parent_span_id":"a","kind":"LLM","status":"error",
                  "started_at":"2026-03-01T12:00:01Z","input":{"messages":[{"role":"user","content":"Hello"}]},
                  "output":"Hi","attributes":{"llm.model_name":"claude-x","llm.token_count.prompt":3}}]}
                """
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(tree(answer.body()).path("accepted").asInt()).isEqualTo(2);
        JsonNode errors = get(BASE + "/spans?filter%5Bstatus%5D=error").path("data");
        assertThat(errors).hasSize(1);
        assertThat(errors.path(0).path("span_id").asText()).isEqualTo("b");
        assertThat(errors.path(0).path("workspace").asText()).isEqualTo("lab");
        assertThat(get(BASE + "/sessions")
                        .path("data")
                        .path(0)
                        .path("trace_count")
                        .asInt())
                .isEqualTo(1);
        assertThat(gateway.metric("caravan.ledger.records", "source", "spans")).isEqualTo(1);
    }

    @Test
    void aSpanThatIsNotOfTheShapeIsToldByItsPlace() throws Exception {
        HttpResponse<byte[]> answer = post(
                "/ingest/spans",
                "application/json",
                "{\"spans\":[{\"trace_id\":\"t\",\"span_id\":\"a\",\"started_at\":\"yesterday\"}]}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(tree(answer.body()).path("detail").path(0).path("loc"))
                .extracting(JsonNode::asText)
                .containsExactly("body", "spans", "0", "started_at");
    }

    @Test
    void aTrajectoryIsATraceAndComingAgainIsKeptOnce() throws Exception {
        byte[] trajectory =
                """
                {"schema_version":"ATIF-v1.7","session_id":"run-1","agent":{"name":"coder","version":"1",
                 "model_name":"openai/gpt-5"},"steps":[
                 {"step_id":1,"source":"user","message":"Create hello.txt.","timestamp":"2026-03-01T12:00:00Z"},
                 {"step_id":2,"source":"agent","message":"I create it.","timestamp":"2026-03-01T12:00:01Z",
                  "tool_calls":[{"tool_call_id":"c1","function_name":"write","arguments":{"path":"hello.txt"}}],
                  "observation":{"results":[{"source_call_id":"c1","content":"done"}]},
                  "metrics":{"prompt_tokens":100,"completion_tokens":20,"cached_tokens":40,"cost_usd":0.002}},
                 {"step_id":3,"source":"agent","message":"It is there.","timestamp":"2026-03-01T12:00:03Z",
                  "metrics":{"prompt_tokens":150,"completion_tokens":5,"cost_usd":0.001}}],
                 "final_metrics":{"total_prompt_tokens":250,"total_completion_tokens":25}}
                """
                        .getBytes(StandardCharsets.UTF_8);

        HttpResponse<byte[]> answer = post(BASE + "/ingest/atif", "application/json", trajectory);
        post(BASE + "/ingest/atif", "application/json", trajectory);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(tree(answer.body()).path("trace_id").asText()).isEqualTo("run-1");
        JsonNode trace = get(BASE + "/traces/run-1");
        assertThat(trace.path("span_count").asInt()).isEqualTo(5);
        assertThat(trace.path("name").asText()).isEqualTo("coder");
        assertThat(trace.path("input_tokens").asInt()).isEqualTo(250);
        assertThat(trace.path("cost_total_usd").decimalValue()).isEqualByComparingTo("0.003");
        assertThat(trace.path("spans"))
                .extracting(span ->
                        span.path("kind").asText() + " " + span.path("name").asText())
                .contains("AGENT coder", "LLM agent-2", "TOOL write");
        assertThat(get(BASE + "/spans?model=gpt-5&provider=openai").path("data"))
                .hasSize(3);
    }

    @Test
    void aTrajectoryOfThreeCenturiesIsKeptWithoutItsLatencies() throws Exception {
        HttpResponse<byte[]> answer = post(
                BASE + "/ingest/atif",
                "application/json",
                """
                {"schema_version":"ATIF-v1.7","session_id":"run-2","agent":{"name":"coder","version":"1",
                 "model_name":"openai/gpt-5"},"steps":[
                 {"step_id":1,"source":"user","message":"Go.","timestamp":"1971-03-01T12:00:00Z"},
                 {"step_id":2,"source":"agent","message":"Gone.","timestamp":"2400-03-01T12:00:01Z",
                  "metrics":{"prompt_tokens":100,"completion_tokens":20}},
                 {"step_id":3,"source":"agent","message":"Back.","timestamp":"2800-03-01T12:00:01Z",
                  "metrics":{"prompt_tokens":100,"completion_tokens":20}}]}
                """
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(get(BASE + "/traces/run-2").path("input_tokens").asInt()).isEqualTo(200);
    }

    @Test
    void aTrajectoryWhoseStepsAreNotInOrderIsRefused() throws Exception {
        HttpResponse<byte[]> answer = post(
                BASE + "/ingest/atif",
                "application/json",
                """
                {"schema_version":"ATIF-v1.4","agent":{"name":"a","version":"1"},
                 "steps":[{"step_id":2,"source":"robot"}]}
                """
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(tree(answer.body()).path("detail"))
                .extracting(fault -> fault.path("loc").path(3).asText())
                .containsExactly("step_id", "source");
    }

    @Test
    void pagesAreTurnedByTheirLastId() throws Exception {
        post(
                OTLP,
                PROTOBUF,
                request(call("00000000000000a1"), call("00000000000000a2"), call("00000000000000a3"))
                        .toByteArray());

        JsonNode first = get(BASE + "/spans?limit=2&mode=summary");
        JsonNode second =
                get(BASE + "/spans?limit=2&after=" + first.path("last_id").asText());

        assertThat(first.path("data")).hasSize(2);
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(first.path("data").path(0).has("attributes")).isFalse();
        assertThat(second.path("data")).hasSize(1);
        assertThat(second.path("has_more").asBoolean()).isFalse();
        assertThat(get(BASE + "/spans?to=2020-01-01T00:00:00Z").path("data")).isEmpty();
        assertThat(status(BASE + "/spans?limit=0")).isEqualTo(400);
        assertThat(status(BASE + "/spans?status=fine")).isEqualTo(400);
        assertThat(status(BASE + "/traces/none")).isEqualTo(404);
        assertThat(status(BASE + "/sessions/none")).isEqualTo(404);
    }

    private static Span agent() {
        return span("0102030405060708")
                .setName("invoke_agent helper")
                .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
                .addAttributes(text("gen_ai.request.model", "gpt-4o-mini"))
                .addAttributes(number("gen_ai.usage.input_tokens", 120))
                .setStartTimeUnixNano(START)
                .build();
    }

    private static Span call(String id) {
        return span(id).setName("chat gpt-4o-mini")
                .setParentSpanId(bytes("0102030405060708"))
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK))
                .addAttributes(text("gen_ai.operation.name", "chat"))
                .addAttributes(text("gen_ai.provider.name", "openai"))
                .addAttributes(text("gen_ai.request.model", "gpt-4o-mini"))
                .addAttributes(text("gen_ai.response.id", "chatcmpl-1"))
                .addAttributes(number("gen_ai.usage.input_tokens", 120))
                .addAttributes(number("gen_ai.usage.cache_read.input_tokens", 20))
                .addAttributes(number("gen_ai.usage.output_tokens", 8))
                .build();
    }

    private static Span.Builder span(String id) {
        return Span.newBuilder()
                .setTraceId(bytes(TRACE))
                .setSpanId(bytes(id))
                .setStartTimeUnixNano(START + 1_000_000)
                .setEndTimeUnixNano(START + 251_000_000);
    }

    private static ExportTraceServiceRequest request(Span... spans) {
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
                .build();
    }

    private static String json(String traceId) {
        return """
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
         "scopeSpans":[{"scope":{"name":"openinference"},"spans":[{"traceId":"%s","spanId":"EEE19B7EC3C1B174",
         "name":"llm","kind":"SPAN_KIND_CLIENT","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,
         "attributes":[{"key":"openinference.span.kind","value":{"stringValue":"LLM"}},
          {"key":"session.id","value":{"stringValue":"s-1"}},
          {"key":"llm.token_count.completion","value":{"intValue":"7"}}],
         "status":{"code":"STATUS_CODE_ERROR","message":"too slow"},"unknownField":true}]}]}]}
        """
                .formatted(traceId);
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static KeyValue number(String key, long value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setIntValue(value))
                .build();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private HttpResponse<byte[]> post(String path, String contentType, byte[] body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", contentType)
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<byte[]> answer = send(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return tree(answer.body());
    }

    private int status(String path) throws Exception {
        return send(path).statusCode();
    }

    private HttpResponse<byte[]> send(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("x-ingate-key", gateway.key())
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static JsonNode tree(byte[] json) {
        return Objects.requireNonNull(Json.parse(json, 0, json.length));
    }
}
