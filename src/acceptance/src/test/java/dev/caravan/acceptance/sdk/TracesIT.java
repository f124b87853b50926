package dev.caravan.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's own exporter for Python, in protobuf over HTTP: {@code src/acceptance/opentelemetry}. */
class TracesIT {

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void what_an_exporter_sends_is_read_back_as_a_tree(String compression) throws Exception {
        InstalledTools.requirePython();
        ScriptSuite suite = new ScriptSuite(
                TestLayout.root().resolve("src/acceptance/opentelemetry"),
                TestLayout.target().resolve("opentelemetry-output.txt"));
        Path python = environment(suite);

        try (GatewayWithUpstream setup = GatewayWithUpstream.start()) {
            String printed = suite.succeed(
                    List.of(python.toString(), "export.py"),
                    Map.of(
                            "OTEL_EXPORTER_OTLP_ENDPOINT",
                            setup.gateway().url() + "/ingest/otlp",
                            "OTEL_EXPORTER_OTLP_HEADERS",
                            "x-ingate-key=" + GatewayConfig.APP_KEY,
                            "OTEL_EXPORTER_OTLP_COMPRESSION",
                            compression));

            String[] lines = printed.strip().split("\n", -1);
            JsonNode trace = read(setup, "/apis/intake/v2/workspaces/default/traces/" + lines[lines.length - 1]);
            assertThat(trace.path("name").asText()).isEqualTo("invoke_agent travel");
            assertThat(trace.path("total_tokens").asInt()).isEqualTo(14);
            JsonNode call = trace.path("spans").path(1);
            assertThat(call.path("parent_span_id").asText())
                    .isEqualTo(trace.path("root_span_id").asText());
            assertThat(call.path("kind").asText()).isEqualTo("LLM");
            assertThat(call.path("session_id").asText()).isEqualTo("conversation-1");
            assertThat(call.path("resource").path("service.name").asText()).isEqualTo("travel");
        }
    }

    private static JsonNode read(GatewayWithUpstream setup, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(setup.gateway().url() + path))
                                .header("x-ingate-key", GatewayConfig.APP_KEY)
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    /** A virtual environment with the pinned packages, kept between runs. */
    private static Path environment(ScriptSuite suite) throws IOException, InterruptedException {
        Path home = TestLayout.target().resolve("opentelemetry-venv");
        Path python = home.resolve("bin/python");
        if (!Files.isExecutable(python)) {
            suite.prepare(List.of("python3", "-m", "venv", home.toString()));
        }
        suite.prepare(List.of(
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt"));
        return python;
    }
}
