package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.RecordingProvider.Asked;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that no route takes. */
class OtherPathsTest {

    private static final String YAML =
            """
            providers:
              up: { plugin: openai, url: "%s/base/v1", api-key: sk-up }
              echo: {}
            %s
            keys:
              # printf %%s two | sha256sum
              - { name: two, hash: "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", scopes: [chat] }
              # printf %%s free | sha256sum
              - { name: free, hash: "sha256:ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17" }
            """;

    private static final RecordingProvider PROVIDER = new RecordingProvider();

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static @Nullable TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = new TestGateway(folder, YAML.formatted(PROVIDER.url(), ""), List.of());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        PROVIDER.close();
    }

    @BeforeEach
    void forget() {
        PROVIDER.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void goToTheProviderThatTheClientNames(String method) throws Exception {
        PROVIDER.answers(201, "text/event-stream", "data: 1\n\n");

        HttpResponse<String> answer = client.send(
                request("/v1/fine_tuning/jobs?limit=2&after=a%2Fb", "free")
                        .header("x-ingate-provider", "up")
                        .header("content-type", "application/x-own")
                        .method(method, BodyPublishers.ofString("any bytes"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("data: 1\n\n");
        assertThat(answer.headers().firstValue("x-ingate-served-by")).hasValue("up");
        Asked asked = PROVIDER.only();
        assertThat(asked.method()).isEqualTo(method);
        assertThat(asked.uri()).isEqualTo("/base/v1/fine_tuning/jobs?limit=2&after=a%2Fb");
        assertThat(asked.text()).isEqualTo("any bytes");
        assertThat(asked.headers())
                .containsEntry("content-type", "application/x-own")
                .containsEntry("authorization", "Bearer sk-up")
                .doesNotContainKey("x-ingate-provider");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/fine_tuning/jobs, \"code\":\"unknown_url\"",
        "/v1beta/cachedContents, \"status\":\"NOT_FOUND\"",
        "/anthropic/v1/skills, \"type\":\"not_found_error\"",
        "/, \"code\":\"unknown_url\"",
    })
    void areNotFoundWhereNobodyIsNamedWhoeverCalls(String path, String error) throws Exception {
        for (String key : List.of("free", "nobody")) {
            HttpResponse<String> answer = client.send(request(path, key).GET().build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains(error);
        }
        assertThat(PROVIDER.begun()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"nobody, up, 401", "two, up, 403", "free, nobody, 400"})
    void areForThoseWhoMayUseTheProxy(String key, String named, int status) throws Exception {
        HttpResponse<String> answer = client.send(
                request("/v1/fine_tuning/jobs", key)
                        .header("x-ingate-provider", named)
                        .GET()
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(PROVIDER.begun()).isZero();
    }

    @Test
    void goToTheDefaultProviderWhenThereIsOne(@TempDir Path other) throws Exception {
        String yaml = YAML.formatted(PROVIDER.url(), "default-provider: up");
        try (TestGateway withDefault = new TestGateway(other, yaml, List.of())) {
            HttpResponse<String> answer = client.send(
                    request(withDefault, "/v1/batches-of-things/1", "free")
                            .GET()
                            .build(),
                    BodyHandlers.ofString());
            HttpResponse<String> named = client.send(
                    request(withDefault, "/v1/things", "free")
                            .header("x-ingate-provider", "echo")
                            .GET()
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(PROVIDER.only().uri()).isEqualTo("/base/v1/batches-of-things/1");
            assertThat(named.body()).contains("echo.request").contains("\"path\":\"/v1/things\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /healthz, 200",
        "POST, /healthz, 405",
        "GET, /v1/chat/completions, 405",
        "DELETE, /v1/moderations, 405",
        "PUT, /api/00000000-0000-0000-0000-000000000000/slug, 405",
    })
    void leaveKnownPathsAlone(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = client.send(
                request(path, "free")
                        .header("x-ingate-provider", "up")
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(PROVIDER.begun()).isZero();
    }

    private static HttpRequest.Builder request(String path, String key) {
        TestGateway running = gateway;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return request(running, path, key);
    }

    private static HttpRequest.Builder request(TestGateway to, String path, String key) {
        return HttpRequest.newBuilder(to.uri(path)).header("authorization", "Bearer " + key);
    }
}
