package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawAnswer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators look at: health, metrics, logs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsIT {

    private static final String NO_KEY = " HTTP/1.1\r\nHost: gateway\r\n\r\n";

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    @Test
    void health_and_readiness_need_no_key() throws IOException {
        RawAnswer health = Requests.exchange(gateway(), "GET /healthz" + NO_KEY);
        RawAnswer readiness = Requests.exchange(gateway(), "GET /readyz" + NO_KEY);

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text().strip()).isEqualTo("OK");
        assertThat(readiness.status()).isEqualTo(200);
    }

    @Test
    void metrics_come_in_prometheus_text_and_count_calls() throws IOException {
        Requests.assertServes(gateway());

        RawAnswer metrics = metrics();

        assertThat(metrics.header("content-type")).startsWith("text/plain");
        assertThat(metrics.text().lines())
                .anyMatch(line ->
                        line.startsWith("caravan_") && line.contains("provider=\"openai\"") && line.contains("200"));
    }

    @Test
    void what_clients_send_makes_no_new_series() throws IOException {
        ask("warm-up", 0);
        ask("warm-up", 1);
        long before = series();

        for (int i = 0; i < 50; i++) {
            ask("made-up-" + i, i);
        }

        assertThat(series()).isLessThanOrEqualTo(before);
        assertThat(metrics().text()).doesNotContain("made-up-");
    }

    @Test
    void a_call_leaves_one_line_of_json_with_its_request_id_and_no_content() throws Exception {
        RawAnswer answer = Requests.exchange(gateway(), Requests.post(CHAT, HELLO.replace("Hello", "whispered-words")));
        String id = String.valueOf(answer.header("x-ingate-request-id"));

        JsonNode line = new ObjectMapper().readTree(gateway().log().awaitLineWith(id));

        assertThat(line.toString()).contains("\"app\"", "\"openai\"").doesNotContain("whispered-words");
        assertThat(gateway().log().lines()).noneMatch(text -> text.contains("whispered-words"));
        assertThat(gateway().log().count(id)).isEqualTo(1);
    }

    @Test
    void the_query_with_a_key_is_in_no_log_line() throws Exception {
        RawAnswer answer = Requests.exchange(
                gateway(), "GET /v1/models?key=" + GatewayConfig.APP_KEY + " HTTP/1.1\r\nHost: gateway\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        gateway().log().awaitLineWith(String.valueOf(answer.header("x-ingate-request-id")));
        assertThat(gateway().log().lines()).noneMatch(line -> line.contains(GatewayConfig.APP_KEY));
    }

    /** One call each of: a made-up model, path, pass-through path, provider, method, and key. */
    private void ask(String name, int number) throws IOException {
        for (String request : List.of(
                Requests.post(CHAT, HELLO.replace("gpt-4o-mini", name)),
                Requests.get("/" + name),
                Requests.get("/proxy/openai/v1/" + name),
                Requests.get("/proxy/" + name + "/v1/models"),
                Requests.post(CHAT, "X-Ingate-Provider: " + name + "\r\n", HELLO),
                Requests.get("/v1/models/" + name),
                "MADEUP" + number + " /v1/models HTTP/1.1\r\n" + Requests.AUTHORIZED + "\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + name + "\r\n\r\n")) {
            Requests.exchange(gateway(), request);
        }
    }

    private long series() throws IOException {
        return metrics()
                .text()
                .lines()
                .filter(line -> line.startsWith("caravan_"))
                .count();
    }

    private RawAnswer metrics() throws IOException {
        RawAnswer metrics = Requests.exchange(gateway(), "GET /metrics" + NO_KEY);
        assertThat(metrics.status()).isEqualTo(200);
        return metrics;
    }

    private GatewayProcess gateway() {
        return setup.gateway();
    }
}
