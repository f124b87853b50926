package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Route files of the operator: in the folder {@code routes} beside the configuration, used without a restart. */
class RouteReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String GREETING =
            """
            - rest:
                id: greeting-surface
                get:
                  - path: /greeting
                    to: direct:greeting
            - route:
                id: greeting
                from:
                  uri: direct:greeting
                  steps:
                    - process: { ref: tellHealth }
            """;

    private RecordingUpstream upstream;
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.start();
        gateway = GatewayProcess.launch(GatewayConfig.forUpstream(upstream.url()))
                .file("routes/greeting.yaml", GREETING)
                .start();
    }

    @AfterEach
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @Test
    void an_operator_s_route_serves_is_changed_broken_mended_and_removed_while_the_gateway_runs() throws Exception {
        assertThat(status("/greeting")).isEqualTo(200);

        write(GREETING.replace("/greeting", "/salutation"));
        awaitStatus("/salutation", 200);
        assertThat(status("/greeting")).isEqualTo(404);

        write(GREETING.replace("/greeting", "/broken").replace("tellHealth", "noSuchStep"));
        String refusal = gateway.log().awaitLineWith("route file refused", "greeting.yaml", "noSuchStep");
        assertThat(refusal).contains("greeting.yaml:11");
        assertThat(status("/salutation")).isEqualTo(200);
        Requests.assertServes(gateway);

        long toldBefore = gateway.log().count("route file refused", "greeting.yaml");
        write("- route:\n    id: greeting\n    from: [unclosed\n");
        await("the second refusal")
                .atMost(PATIENCE)
                .until(() -> gateway.log().count("route file refused", "greeting.yaml") > toldBefore);
        assertThat(status("/salutation")).isEqualTo(200);

        write(GREETING);
        awaitStatus("/greeting", 200);

        Files.delete(routeFile());
        awaitStatus("/greeting", 404);
        Requests.assertServes(gateway);
    }

    @Test
    void an_operator_s_file_replaces_the_shipped_one_of_the_same_name_and_its_removal_brings_that_back()
            throws Exception {
        assertThat(text("/healthz")).isEqualTo("OK");
        Path operating = gateway.directory().resolve("routes/operating.yaml");

        String other = GREETING.replace("/greeting", "/healthz").replace("greeting", "other");
        Files.writeString(operating, other.replace("tellHealth", "tellReadiness"));
        await().atMost(PATIENCE).until(() -> text("/healthz").equals("ready"));

        Files.delete(operating);
        await().atMost(PATIENCE).until(() -> text("/healthz").equals("OK"));
    }

    @Test
    void a_reload_drops_no_stream() throws Exception {
        upstream.next(CHAT, Scripts.stepwise(Goldens.events("openai/chat-stream.sse")));
        try (RawConnection stream = gateway.connect()) {
            stream.send(Requests.post(CHAT, Requests.HELLO_STREAM));
            assertThat(stream.readStatus()).isEqualTo(200);
            stream.readHeaders();
            StringBuilder text = new StringBuilder(new String(stream.readChunk(), StandardCharsets.UTF_8));

            write(GREETING.replace("/greeting", "/salutation"));
            awaitStatus("/salutation", 200);

            upstream.release();
            for (byte[] chunk = stream.readChunk(); chunk.length > 0; chunk = stream.readChunk()) {
                text.append(new String(chunk, StandardCharsets.UTF_8));
                upstream.release();
            }
            assertThat(text).hasToString(Goldens.text("openai/chat-stream.sse"));
        }
    }

    private void write(String yaml) throws IOException {
        Files.writeString(routeFile(), yaml);
    }

    private Path routeFile() {
        return gateway.directory().resolve("routes/greeting.yaml");
    }

    private void awaitStatus(String path, int status) {
        await(path + " to answer " + status).atMost(PATIENCE).until(() -> status(path) == status);
    }

    private int status(String path) throws IOException {
        return Requests.exchange(gateway, Requests.get(path)).status();
    }

    private String text(String path) throws IOException {
        return Requests.exchange(gateway, Requests.get(path)).text();
    }
}
