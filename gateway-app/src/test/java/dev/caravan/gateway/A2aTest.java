package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.a2a.spec.AgentCard;
import io.a2a.spec.HTTPAuthSecurityScheme;
import io.a2a.util.Utils;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are asked through the gateway. */
class A2aTest {

    private static final String SEND =
            "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"message/send\",\"params\":{\"message\":{\"kind\":\"message\","
                    + "\"role\":\"user\",\"messageId\":\"m\",\"parts\":[{\"kind\":\"text\",\"text\":\"hi\"}]}}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final AgentUpstream former = new AgentUpstream(AgentUpstream.FORMER_CARD);
    private final AgentUpstream current = new AgentUpstream(AgentUpstream.CURRENT_CARD);

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        start("");
    }

    private void start(String server) throws Exception {
        gateway = new TestGateway(
                folder,
                """
                providers: { echo: {} }
                a2a-agents:
                  weather: { url: "%1$s/rpc?tenant=x", card: "%1$s/card.json", api-key: sk-agent, headers: { X-Team: blue } }
                  news: { url: "%2$s/card.json", public-card: false }
                  away: { url: "http://127.0.0.1:1/rpc" }
                  foreign: { url: "%1$s/foreign.json" }
                keys:
                  - { name: app, hash: "%3$s" }
                  - { name: narrow, hash: "%4$s", allowed-agents: [weather] }
                  - { name: reader, hash: "%5$s", scopes: [models] }
                %6$s
                """
                        .formatted(
                                former.url(),
                                current.url(),
                                hash("sk-app"),
                                hash("sk-narrow"),
                                hash("sk-reader"),
                                server),
                List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
        former.close();
        current.close();
    }

    @Test
    void aRequestReachesItsAgentByteForByteAndTheAnswerItsClient() throws Exception {
        HttpResponse<String> answer = post("/a2a/weather", SEND);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(AgentUpstream.ANSWER.formatted("message/send"));
        assertThat(answer.headers().firstValue("x-ingate-served-by")).contains("a2a:weather");
        AgentUpstream.Asked asked = former.asked().get(0);
        assertThat(asked.body()).isEqualTo(SEND);
        assertThat(asked.uri()).isEqualTo("/rpc?tenant=x");
        assertThat(asked.headers().get("authorization")).isEqualTo("Bearer sk-agent");
        assertThat(asked.headers().get("x-team")).isEqualTo("blue");
        assertThat(asked.headers().get("a2a-version")).isEqualTo("0.3");
        assertThat(asked.headers().toString()).doesNotContain("sk-app");
    }

    @Test
    void aStreamOfEventsPassesAsItComes() throws Exception {
        HttpResponse<String> answer = post("/a2a/weather", SEND.replace("/send", "/stream"));

        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(answer.body()).isEqualTo(AgentUpstream.STREAM);
    }

    @Test
    void itLeavesARecord() throws Exception {
        post("/a2a/weather", SEND.replace("/send", "/stream"));

        await().untilAsserted(() -> assertThat(gateway.rows("SELECT * FROM exchange"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("PROVIDER", "a2a:weather")
                        .containsEntry("PATH", "/a2a/weather")
                        .containsEntry("STATUS", 200)
                        .containsEntry("STREAM", true)));
    }

    @Test
    void theAgentIsNamedByThePathTheQueryOrTheBodyOrIsTheFirst() throws Exception {
        post("/v1/a2a", SEND);
        assertThat(former.asked()).hasSize(1);

        post("/v1/a2a?agent_id=news", SEND);
        post("/v1/a2a", SEND.replace("\"id\": 7", "\"id\":7,\"agent_id\":\"news\""));
        post("/a2a/news", SEND);

        assertThat(current.asked())
                .hasSize(3)
                .extracting(AgentUpstream.Asked::uri)
                .containsOnly("/rpc");
    }

    @Test
    void aBareMessageIsMadeARequestInTheWordsThatItsAgentKnows() throws Exception {
        assertThat(post("/v1/a2a", "{\"agent_id\":\"weather\",\"message\":\"Hello\"}")
                        .body())
                .isEqualTo(AgentUpstream.ANSWER.formatted("message/send"));
        assertThat(post("/v1/a2a", "{\"agent_id\":\"news\",\"message\":\"Hello\"}")
                        .body())
                .isEqualTo(AgentUpstream.ANSWER.formatted("SendMessage"));

        assertThat(json(former.asked().get(0).body())
                        .at("/params/message/parts/0/text")
                        .asText())
                .isEqualTo("Hello");
        assertThat(json(current.asked().get(0).body())
                        .at("/params/message/role")
                        .asText())
                .isEqualTo("ROLE_USER");
        assertThat(current.asked().get(0).headers().get("a2a-version")).isEqualTo("1.0");
    }

    @Test
    void aFormerCardIsToldAsIfTheAgentLivedHere() throws Exception {
        HttpResponse<String> answer = get("/.well-known/agent-card.json", "");

        AgentCard card = Utils.OBJECT_MAPPER.readValue(answer.body(), AgentCard.class);
        String own = gateway.uri("/a2a/weather").toString();
        assertThat(card.url()).isEqualTo(own);
        assertThat(card.preferredTransport()).isEqualTo("JSONRPC");
        assertThat(card.additionalInterfaces()).singleElement().satisfies(each -> {
            assertThat(each.url()).isEqualTo(own);
            assertThat(each.transport()).isEqualTo("JSONRPC");
        });
        assertThat(card.securitySchemes().get("caravan"))
                .isInstanceOfSatisfying(HTTPAuthSecurityScheme.class, scheme -> assertThat(scheme.getScheme())
                        .isEqualTo("bearer"));
        assertThat(card.security()).isEqualTo(List.of(java.util.Map.of("caravan", List.of())));
        assertThat(card.signatures()).isNull();
        assertThat(card.skills()).singleElement().satisfies(skill -> assertThat(skill.security())
                .isNull());
        assertThat(card.protocolVersion()).isEqualTo("0.3.0");
        JsonNode json = json(answer.body());
        assertThat(json.path("x-own").asText()).isEqualTo("stays");
        assertThat(json.path("documentationUrl").asText()).isEqualTo("https://docs.example.com");
        assertThat(answer.body()).doesNotContain("127.0.0.1:" + former.port());
    }

    @Test
    void aCurrentCardIsToldTheSameWayToThoseWhoMaySeeIt() throws Exception {
        assertThat(get("/a2a/news/.well-known/agent.json", "").statusCode()).isEqualTo(401);
        assertThat(get("/a2a/news/.well-known/agent.json", "sk-narrow").statusCode())
                .isEqualTo(403);

        JsonNode card = json(get("/a2a/news/.well-known/agent.json", "sk-app").body());

        assertThat(card.path("supportedInterfaces").toString())
                .isEqualTo("[{\"url\":\"" + gateway.uri("/a2a/news")
                        + "\",\"protocolBinding\":\"JSONRPC\",\"protocolVersion\":\"1.0\"}]");
        assertThat(card.has("url")).isFalse();
        assertThat(card.at("/securitySchemes/caravan/httpAuthSecurityScheme/scheme")
                        .asText())
                .isEqualTo("Bearer");
        assertThat(card.path("securityRequirements").toString())
                .isEqualTo("[{\"schemes\":{\"caravan\":{\"list\":[]}}}]");
    }

    @Test
    void aCardIsFetchedOnceForMany() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(get("/.well-known/agent.json", "").statusCode()).isEqualTo(200);
        }

        assertThat(former.cardsGiven()).isEqualTo(1);
    }

    @Test
    void theExtendedCardIsToldThatWayToo() throws Exception {
        String asked = "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"agent/getAuthenticatedExtendedCard\"}";

        JsonNode answer = json(post("/a2a/weather", asked).body());

        assertThat(answer.path("id").asText()).isEqualTo("x");
        assertThat(answer.at("/result/url").asText())
                .isEqualTo(gateway.uri("/a2a/weather").toString());
    }

    @Test
    void errorsAreThoseOfJsonRpcWithTheRequestsId() throws Exception {
        HttpResponse<String> unparsed = post("/a2a/weather", "{");
        HttpResponse<String> noRpc = post("/a2a/weather", "{\"id\":9,\"method\":\"x\"}");
        HttpResponse<String> nothing = post("/a2a/weather", "{}");
        HttpResponse<String> unknown = post("/a2a/nobody", SEND);
        HttpResponse<String> away = post("/a2a/away", SEND);
        HttpResponse<String> foreign = post("/a2a/foreign", SEND);

        assertThat(unparsed.statusCode()).isEqualTo(200);
        assertThat(json(unparsed.body()).at("/error/code").asInt()).isEqualTo(-32700);
        assertThat(json(unparsed.body()).path("id").isNull()).isTrue();
        assertThat(noRpc.statusCode()).isEqualTo(200);
        assertThat(json(noRpc.body()).at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(json(noRpc.body()).path("id").asInt()).isEqualTo(9);
        assertThat(json(nothing.body()).at("/error/code").asInt()).isEqualTo(-32600);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown.body()).at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(away.statusCode()).isEqualTo(502);
        assertThat(json(away.body()).at("/error/code").asInt()).isEqualTo(-32603);
        assertThat(json(away.body()).path("id").asInt()).isEqualTo(7);
        assertThat(foreign.statusCode()).isEqualTo(502);
        assertThat(foreign.body()).contains("another host").doesNotContain("evil.example.com");
    }

    @Test
    void aKeyAsksTheAgentsThatItMay() throws Exception {
        assertThat(post("/a2a/weather", SEND, "sk-narrow").statusCode()).isEqualTo(200);
        HttpResponse<String> news = post("/a2a/news", SEND, "sk-narrow");
        assertThat(news.statusCode()).isEqualTo(403);
        assertThat(json(news.body()).path("id").asInt()).isEqualTo(7);
        assertThat(post("/a2a/weather", SEND, "sk-reader").statusCode()).isEqualTo(403);
        HttpResponse<String> stranger = post("/a2a/weather", SEND, "sk-wrong");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(json(stranger.body()).at("/error/code").asInt()).isEqualTo(-32000);

        assertThat(current.asked()).isEmpty();
    }

    @Test
    void theGatewaysOwnUrlIsTheConfiguredOneOrWhatATrustedProxySays() throws Exception {
        assertThat(ownUrl()).startsWith("http://127.0.0.1:");
        gateway.close();
        start("server: { trust-proxies: true }");
        assertThat(ownUrl()).isEqualTo("https://ai.example.com/a2a/weather");
        gateway.close();
        start("server: { public-url: \"https://own.example.com/llm/\" }");
        assertThat(ownUrl()).isEqualTo("https://own.example.com/llm/a2a/weather");
    }

    @Test
    void withoutAgentsThereIsNoCard() throws Exception {
        gateway.close();
        gateway = new TestGateway(folder, "providers: { echo: {} }\n", List.of());

        assertThat(get("/.well-known/agent-card.json", "").statusCode()).isEqualTo(404);
        assertThat(post("/v1/a2a", SEND, gateway.key()).statusCode()).isEqualTo(404);
    }

    private String ownUrl() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/.well-known/agent-card.json"))
                .header("x-forwarded-proto", "https")
                .header("x-forwarded-host", "ai.example.com")
                .build();
        return json(client.send(request, BodyHandlers.ofString()).body())
                .path("url")
                .asText();
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path));
        if (!key.isEmpty()) {
            request.header("authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, "sk-app");
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("a2a-version", body.contains("jsonrpc") ? "0.3" : "")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private static String hash(String key) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(digest);
    }
}
