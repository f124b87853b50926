package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The configuration file, edited while the gateway runs. */
class ConfigReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private RecordingUpstream upstream;
    private GatewayConfig config;
    private GatewayProcess gateway;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.start();
        config = GatewayConfig.forUpstream(upstream.url());
        gateway = GatewayProcess.start(config);
    }

    @AfterEach
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @Test
    void a_new_alias_works_without_a_restart() throws Exception {
        write(config.yaml() + "  slow: echo/echo-1\n");

        await().atMost(PATIENCE).until(() -> "echo".equals(ask("slow").header("x-ingate-served-by")));
        assertThat(ask("fast").header("x-ingate-served-by")).isEqualTo("openai");
    }

    @Test
    void a_key_that_is_taken_out_stops_working() throws Exception {
        Requests.assertServes(gateway);

        write(config.yaml().replaceAll("(?m)^  - \\{name: app,.*\\n", ""));

        await().atMost(PATIENCE).until(() -> ask("fast").status() == 401);
        upstream.reset();
        assertThat(ask("fast").status()).isEqualTo(401);
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void a_broken_configuration_is_refused_with_its_reason_and_the_former_one_serves_on() throws Exception {
        write(config.yaml().replace("plugin: openai", "plugin: opnai"));
        String refusal = gateway.log().awaitLineWith("reload refused");
        assertThat(refusal).contains("providers.openai").contains("gateway.yaml:");
        Requests.assertServes(gateway);

        long toldBefore = gateway.log().count("reload refused");
        write(config.yaml() + "    : not yaml\n  [");
        await().atMost(PATIENCE).until(() -> gateway.log().count("reload refused") > toldBefore);
        Requests.assertServes(gateway);

        write(config.yaml() + "  mended: echo/echo-1\n");
        await().atMost(PATIENCE).until(() -> ask("mended").status() == 200);
    }

    private RawAnswer ask(String model) throws IOException {
        return Requests.exchange(gateway, Requests.post(CHAT, HELLO.replace("gpt-4o-mini", model)));
    }

    private void write(String yaml) throws IOException {
        Files.writeString(gateway.directory().resolve("gateway.yaml"), yaml);
    }
}
