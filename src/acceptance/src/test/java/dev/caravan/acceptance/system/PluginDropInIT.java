package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static dev.caravan.acceptance.system.Requests.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.TestLayout;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A plugin that was built elsewhere, dropped beside a jar that is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginDropInIT {

    private static final String SHOUT = "\"model\":\"shout/shout-1\"";

    private RecordingUpstream upstream;
    private GatewayProcess gateway;

    @BeforeAll
    void start() throws Exception {
        Path plugins = TestLayout.freshDirectory("plugins");
        Files.copy(OutsiderBuild.samplePlugin(), plugins.resolve("caravan-shout.jar"));
        Files.write(plugins.resolve("corrupt.jar"), "PK\u0003\u0004 not a jar".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(plugins.resolve("cut.jar"), firstHalf(plugins.resolve("caravan-shout.jar")));
        Files.writeString(plugins.resolve("notes.txt"), "no jar at all");
        upstream = RecordingUpstream.start();
        gateway = GatewayProcess.launch(
                        GatewayConfig.forUpstream(upstream.url()).provider("shout: {plugin: shout, ending: \"?!\"}"))
                .argument("--plugins=" + plugins)
                .start();
    }

    @AfterAll
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @Test
    void the_dropped_in_plugin_serves_a_call() throws Exception {
        RawAnswer answer =
                Requests.exchange(gateway, Requests.post(CHAT, HELLO.replace("\"model\":\"gpt-4o-mini\"", SHOUT)));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("x-ingate-served-by")).isEqualTo("shout");
        assertThat(answer.json().at("/choices/0/message/content").asText()).isEqualTo("HELLO?!");
    }

    @Test
    void the_dropped_in_plugin_serves_a_stream() throws Exception {
        RawAnswer answer = Requests.exchange(
                gateway, Requests.post(CHAT, HELLO_STREAM.replace("\"model\":\"gpt-4o-mini\"", SHOUT)));

        assertThat(answer.header("content-type")).startsWith("text/event-stream");
        assertThat(answer.text()).contains("HELLO?!").endsWith("data: [DONE]\n\n");
    }

    @Test
    void broken_jars_are_reported_by_name_and_skipped() throws Exception {
        assertThat(gateway.log().awaitLineWith("skipped", "corrupt.jar")).contains("WARN");
        gateway.log().awaitLineWith("skipped", "cut.jar");
        assertThat(gateway.log().count("notes.txt")).isZero();
        Requests.assertServes(gateway);
    }

    private static byte[] firstHalf(Path jar) throws IOException {
        byte[] whole = Files.readAllBytes(jar);
        return Arrays.copyOf(whole, whole.length / 2);
    }
}
