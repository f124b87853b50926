package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.TracingConfig;
import dev.caravan.gateway.tracing.SpanExport;
import dev.caravan.gateway.tracing.TraceCalls;
import dev.caravan.spi.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Spans of calls: what a collector gets of them, and what a provider is told. */
class TracingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":"
                    + "{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> collectorKeys = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private DisposableServer server;

    @BeforeEach
    void start() {
        server = HttpServer.create()
                .port(0)
                .route(routes -> routes.post("/v1/traces", (request, response) -> request.receive()
                                .aggregate()
                                .asByteArray()
                                .doOnNext(body -> {
                                    collectorKeys.add(request.requestHeaders().get("x-collector-key", ""));
                                    spans.addAll(read(body));
                                })
                                .then(response.status(200).send()))
                        .post("/v1/chat/completions", (request, response) -> {
                            asked.add(request.requestHeaders().get("traceparent", ""));
                            return response.header("content-type", "application/json")
                                    .sendString(Mono.just(ANSWER));
                        }))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    void aCallOfAClientsTraceIsASpanOfItAndTheProviderIsToldOfThatSpan() throws Exception {
        call("00-" + TRACE + "-b7ad6b7169203331-01");

        await().until(() -> !spans.isEmpty());
        Span span = spans.get(0);
        String spanId = HexFormat.of().formatHex(span.getSpanId().toByteArray());
        assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray()))
                .isEqualTo("b7ad6b7169203331");
        assertThat(asked).containsExactly("00-" + TRACE + "-" + spanId + "-01");
        assertThat(span.getName()).isEqualTo("chat gpt-4o");
        assertThat(span.getEndTimeUnixNano()).isGreaterThan(span.getStartTimeUnixNano());
        assertThat(attributes(span))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry("gen_ai.request.model", "openai/gpt-4o")
                .containsEntry("gen_ai.response.model", "gpt-4o")
                .containsEntry("gen_ai.usage.input_tokens", "11")
                .containsEntry("gen_ai.usage.output_tokens", "3")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("caravan.outcome", "complete");
        assertThat(span.toString()).doesNotContain("Say hello").doesNotContain("sk-upstream");
        assertThat(collectorKeys).containsOnly("secret");
    }

    @Test
    void whatTheClientDoesNotSampleHasNoSpan() throws Exception {
        call("00-" + TRACE + "-b7ad6b7169203331-00");
        call("00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        await().until(() -> !spans.isEmpty());
        assertThat(spans).singleElement().satisfies(span -> assertThat(
                        HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                .startsWith("1af"));
        assertThat(asked).first().asString().endsWith("-00");
    }

    private void call(String traceparent) throws Exception {
        String collector = "http://127.0.0.1:" + server.port() + "/v1/traces";
        String yaml =
                """
                providers:
                  openai: { url: "http://127.0.0.1:%d/v1", api-key: sk-upstream }
                tracing: { endpoint: "%s" }
                """
                        .formatted(server.port(), collector);
        TracingConfig config =
                new TracingConfig(URI.create(collector), Map.of("x-collector-key", Secret.of("secret")), 1, "caravan");
        try (SpanExport export = SpanExport.start(config, new SimpleMeterRegistry());
                TestGateway gateway = new TestGateway(folder, yaml, List.of(new TraceCalls(config, export)))) {
            HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                    .header("Authorization", "Bearer " + gateway.key())
                    .header("Content-Type", "application/json")
                    .header("traceparent", traceparent)
                    .POST(
                            BodyPublishers.ofString(
                                    "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]}"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private static List<Span> read(byte[] gzipped) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return ExportTraceServiceRequest.parseFrom(in).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey,
                        value -> value.getValue().hasIntValue()
                                ? Long.toString(value.getValue().getIntValue())
                                : value.getValue().getStringValue()));
    }
}
