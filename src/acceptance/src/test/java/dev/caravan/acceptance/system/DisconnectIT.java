package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordedCall;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that leave: the upstream must not go on working for nobody. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DisconnectIT {

    private static final int CLIENTS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    @Test
    void three_hundred_clients_that_leave_mid_stream_cancel_three_hundred_upstream_calls() throws Exception {
        setup.upstream()
                .always(
                        CHAT,
                        Scripts.stallAfter(
                                Goldens.events("openai/chat-stream.sse").subList(0, 3)));
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(streamingClient(i));
        }
        assertThat(setup.upstream().calls(CHAT)).hasSize(CLIENTS);

        Map<String, Long> leftAt = new HashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            leftAt.put("client-" + i, System.nanoTime());
            if (i % 2 == 0) {
                clients.get(i).close();
            } else {
                clients.get(i).reset();
            }
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(setup.upstream().calls(CHAT)).allMatch(RecordedCall::cancelled));
        report(leftAt);
        setup.upstream().reset();
        Requests.assertServes(setup.gateway());
    }

    @Test
    void a_client_that_leaves_before_the_first_byte_cancels_the_upstream_call() throws Exception {
        setup.upstream().next(CHAT, Scripts.hang());
        RawConnection client = setup.gateway().connect();
        client.send(Requests.post(CHAT, Requests.HELLO));
        await().until(() -> setup.upstream().calls().size() == 1);

        client.close();

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(setup.upstream().onlyCall().cancelled()).isTrue());
    }

    @Test
    void a_client_that_leaves_within_its_upload_ends_the_upstream_request() throws Exception {
        RawConnection client = setup.gateway().connect();
        client.send(Requests.postHead("/proxy/openai/v1/files", "", 64L * 1024 * 1024));
        client.send(new byte[1024 * 1024]);
        await().until(() -> setup.upstream().receivedBytes() > 0);

        client.reset();

        await().atMost(PATIENCE).until(() -> setup.upstream().abortedUploads() == 1);
        assertThat(setup.upstream().calls()).isEmpty();
    }

    /** A client that has seen the head and the first chunk of its stream. */
    private RawConnection streamingClient(int number) throws IOException {
        RawConnection client = setup.gateway().connect();
        client.send(Requests.post(
                CHAT, Requests.HELLO_STREAM.replace("{\"model\"", "{\"user\":\"client-" + number + "\",\"model\"")));
        assertThat(client.readStatus()).isEqualTo(200);
        client.readHeaders();
        assertThat(client.readChunk()).isNotEmpty();
        return client;
    }

    /** No test asserts a time; the figures are for people. */
    private void report(Map<String, Long> leftAt) throws IOException {
        List<Long> lagsMicros = new ArrayList<>();
        for (RecordedCall call : setup.upstream().calls(CHAT)) {
            JsonNode body = new ObjectMapper().readTree(call.body());
            long left = leftAt.get(body.path("user").asText());
            lagsMicros.add(TimeUnit.NANOSECONDS.toMicros(call.leftAtNanos().orElseThrow() - left));
        }
        lagsMicros.sort(null);
        System.out.printf(
                "%d disconnects: upstream cancelled after p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                CLIENTS,
                lagsMicros.get(CLIENTS / 2) / 1000.0,
                lagsMicros.get(CLIENTS * 99 / 100) / 1000.0,
                lagsMicros.get(CLIENTS - 1) / 1000.0);
    }
}
