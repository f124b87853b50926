package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What calls and reports leave in the ledger is read from the built jar, by those whose it is. */
class LedgerQueryIT {

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers: {echo: {}}
            keys:
              - {name: app, key: "${APP_KEY}", role: member}
              - {name: auditor, key: "${AUDITOR_KEY}", role: read-only, scopes: [admin]}
            """;

    private static final int BATCHES = 7;
    private static final int BATCH = 100;
    private static final String HELLO =
            "{\"model\":\"echo/echo-1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello, ledger\"}]}";

    @Test
    void calls_and_reports_are_read_in_pages_sums_and_files() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.launch(CONFIG).start()) {
            RawAnswer call = Requests.exchange(gateway, Requests.post(CHAT, HELLO));
            String id = call.header("x-ingate-request-id");
            for (int batch = 0; batch < BATCHES; batch++) {
                RawAnswer reported = Requests.exchange(gateway, Requests.post("/api/v1/ingest/batch", batch(batch)));
                assertThat(reported.status()).as(reported.toString()).isEqualTo(202);
            }
            await().until(() -> get(gateway, "/api/v1/logs/" + id).status() == 200);

            JsonNode log = get(gateway, "/api/v1/logs/" + id).json();
            assertThat(log.path("source").asText()).isEqualTo("proxy");
            assertThat(log.path("prompt").asText()).isEqualTo("Hello, ledger");
            assertThat(log.path("request_body").path("model").asText()).isEqualTo("echo/echo-1");
            assertThat(log.path("response_body").path("choices")).isNotEmpty();

            assertThat(pages(gateway, "/api/v1/logs?source=ingest&limit=150")).hasSize(BATCHES * BATCH);
            JsonNode usage = get(gateway, "/api/v1/usage?group_by=model,user").json();
            assertThat(usage.path("total").path("calls").asInt()).isEqualTo(BATCHES * BATCH + 1);
            assertThat(usage.path("data").path(0).path("calls").asInt()).isEqualTo(BATCHES * BATCH);
            assertThat(usage.path("data").path(0).path("user").asText()).isEqualTo("=alice");
            assertThat(get(gateway, "/api/v1/costs?group_by=day").json().path("data"))
                    .hasSize(1);

            RawAnswer csv = get(gateway, "/api/v1/logs?format=csv&source=ingest");
            assertThat(csv.header("content-disposition")).startsWith("attachment; filename=\"logs-");
            assertThat(csv.text().split("\r\n", -1)).hasSize(BATCHES * BATCH + 2);
            assertThat(csv.text()).contains(",\"'=alice\",");
            assertThat(get(gateway, "/api/v1/logs?format=jsonl").text().lines()).hasSize(BATCHES * BATCH + 1);
        }
    }

    @Test
    void a_key_sees_its_own_and_an_auditor_all_on_both_ports() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.launch(CONFIG).start()) {
            Requests.exchange(gateway, Requests.post("/api/v1/ingest/batch", batch(0)));

            assertThat(auditor(gateway.url() + "/api/v1/logs?format=jsonl")
                            .body()
                            .lines())
                    .hasSize(BATCH);
            assertThat(auditor(gateway.adminUrl() + "/api/v1/logs/r-0-7").statusCode())
                    .isEqualTo(200);
            assertThat(get(gateway, "/api/v1/logs/r-0-7").status()).isEqualTo(200);
            assertThat(get(gateway, "/api/v1/logs?project=other").status()).isEqualTo(403);
            assertThat(get(gateway, "/api/v1/logs?usr=alice").status()).isEqualTo(400);
            assertThat(Requests.exchange(gateway, "GET /api/v1/logs HTTP/1.1\r\nHost: gateway\r\n\r\n")
                            .status())
                    .isEqualTo(401);
        }
    }

    private static String batch(int number) {
        return IntStream.range(0, BATCH)
                .mapToObj(
                        i -> "{\"request_id\":\"r-" + number + "-" + i + "\",\"provider\":\"openai\",\"model\":\"gpt\","
                                + "\"user_id\":\"=alice\",\"prompt\":\"Hi\",\"completion\":\"Ho\",\"token_count\":3}")
                .collect(Collectors.joining(",", "{\"exchanges\":[", "]}"));
    }

    private static Set<String> pages(GatewayProcess gateway, String path) throws IOException {
        Set<String> seen = new HashSet<>();
        String after = "";
        JsonNode page;
        do {
            page = get(gateway, path + after).json();
            page.path("data")
                    .forEach(log -> assertThat(seen.add(log.path("request_id").asText()))
                            .isTrue());
            after = "&after=" + page.path("next").asText();
        } while (page.path("has_more").asBoolean());
        return seen;
    }

    private static RawAnswer get(GatewayProcess gateway, String path) throws IOException {
        return Requests.exchange(gateway, Requests.get(path));
    }

    private static HttpResponse<String> auditor(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("authorization", "Bearer " + GatewayConfig.AUDITOR_KEY)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
