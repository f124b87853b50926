package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.ledger.KeptExchange;
import dev.caravan.spi.wire.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** The gateway as an MCP server, message by message. */
class McpSurfaceTest {

    private static final String SHOP = "sk-shop-key-of-this-test";
    private static final String LONER = "sk-loner-key-of-this-test";
    private static final String CHATTER = "sk-chat-key-of-this-test";
    private static final String OTHER = "sk-other-key-of-this-test";
    private static final String TOOLS_ONLY = "sk-tools-key-of-this-test";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final TestMcpServer MATHS = new TestMcpServer()
            .tool("add", arguments -> Mono.just(arguments.path("x").asText() + " and more"))
            .tool("fail", arguments -> Mono.just("error: no"));

    @TempDir
    static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new TestGateway(
                folder,
                """
                providers: { echo: {}, failing: { plugin: echo, fail-status: 503 } }
                mcp-servers:
                  maths: { transport: streamable-http, url: "%1$s" }
                  private: { transport: streamable-http, url: "%1$s", expose: false }
                  others: { transport: streamable-http, url: "%1$s", projects: [other] }
                  starting: { transport: stdio, command: /bin/sleep, args: ["600"], timeout: 10m, projects: [other] }
                  gone: { transport: streamable-http, url: "http://127.0.0.1:1/mcp" }
                mcp: { allowed-origins: ["https://app.example.com"] }
                guardrails:
                  words: { kind: words, words: [forbidden], on: [input], action: block }
                projects:
                  shop:
                    id: 0b2f6f3e-1111-4222-8333-444455556666
                    endpoints:
                      tell: { model: echo/echo-1, template: "{{language}}: {{input}}", expose-as-mcp-tool: true, description: Tells. }
                      order:
                        model: echo/echo-1
                        input-schema: { type: object, required: [city], properties: { city: { type: string } } }
                        expose-as-mcp-tool: true
                      hidden: { model: echo/echo-1 }
                      broken: { model: failing/echo-1, expose-as-mcp-tool: true }
                  other:
                    id: 0b2f6f3e-1111-4222-8333-444455557777
                    endpoints:
                      foreign: { model: echo/echo-1, expose-as-mcp-tool: true }
                keys:
                  - { name: shop, hash: "sha256:b6b96ade50d754c9ecb6d0aee94e6f52de090721d3344672dd0976771d9d9cce", role: member, scopes: [mcp, chat], project: shop }
                  - { name: loner, hash: "sha256:b5e4e71fab2ff9d278aae4af36c360707cfc139fe7b7c7c415da9e7a152c8ea2", role: member, scopes: [mcp, chat] }
                  - { name: chatter, hash: "sha256:95892e4ed63c0183cfd83480369c812f416bf764e318b79459c73acc80a3a779", role: member, scopes: [chat], project: shop }
                  - { name: other, hash: "sha256:b8ee12e8c157ead60bd6bf7b743501422b7333e8f53656fca276d80e8d73d784", role: member, scopes: [mcp], project: other }
                  - { name: tools, hash: "sha256:f2f0d142f5424cddd9d2903af22041c1b9e7f83d7dddc48afa408526e1519b84", role: member, scopes: [mcp], project: shop }
                """
                        .formatted(MATHS.url()),
                List.of());
        await().untilAsserted(() -> assertThat(names(SHOP)).contains("maths__add"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        MATHS.close();
    }

    @BeforeEach
    void forget() throws Exception {
        gateway.forgetKept();
        MATHS.messages().clear();
    }

    @Test
    void aClientIsWelcomedInTheVersionItSpeaks() throws Exception {
        JsonNode known = ask(
                SHOP,
                "initialize",
                "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");
        JsonNode unknown = ask(SHOP, "initialize", "{\"protocolVersion\":\"1999-01-01\"}");

        assertThat(known.at("/result/protocolVersion").asText()).isEqualTo("2025-03-26");
        assertThat(known.at("/result/capabilities").has("tools")).isTrue();
        assertThat(known.at("/result/serverInfo/name").asText()).isEqualTo("caravan");
        assertThat(unknown.at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
        assertThat(ask(SHOP, "ping", "{}").path("result").isObject()).isTrue();
        assertThat(post(SHOP, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void toolsAreThoseOfServersAndOfTheKeysOwnEndpoints() throws Exception {
        JsonNode tools = ask(SHOP, "tools/list", "{}").at("/result/tools");

        assertThat(tools.findValuesAsText("name"))
                .containsExactly("maths__add", "maths__fail", "tell", "order", "broken");
        assertThat(tools.at("/0/inputSchema/additionalProperties/type").asText())
                .isEqualTo("string");
        assertThat(tools.at("/2/description").asText()).isEqualTo("Tells.");
        assertThat(Json.text(tools.at("/2/inputSchema")))
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"},"
                        + "\"language\":{\"type\":\"string\"}},\"required\":[\"input\",\"language\"]}");
        assertThat(tools.at("/3/inputSchema/properties/city/type").asText()).isEqualTo("string");
        assertThat(names(LONER)).containsExactly("maths__add", "maths__fail");
        assertThat(names(TOOLS_ONLY)).containsExactly("maths__add", "maths__fail");
    }

    @Test
    void aToolOfAServerIsRunByIt() throws Exception {
        JsonNode good = call(LONER, "maths__add", "{\"x\":\"two\"}");
        JsonNode bad = call(LONER, "maths__fail", "{}");

        assertThat(good.at("/result/content/0/text").asText()).isEqualTo("two and more");
        assertThat(bad.at("/result/isError").asBoolean()).isTrue();
        assertThat(call(LONER, "others__add", "{}").at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(call(LONER, "private__add", "{}").at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(call(LONER, "tell", "{}").at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(call(SHOP, "hidden", "{}").at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(call(SHOP, "foreign", "{}").at("/error/code").asInt()).isEqualTo(-32602);
    }

    @Test
    void aToolOfAServerDoesNotWaitForAnotherThatIsJustConnecting() {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(call(OTHER, "others__add", "{\"x\":\"two\"}")
                                .at("/result/content/0/text")
                                .asText())
                        .isEqualTo("two and more"));
    }

    @Test
    void aCallThatIsANotificationIsNotRun() throws Exception {
        for (String params : List.of(
                "{\"name\":\"tell\",\"arguments\":{\"input\":\"unasked\",\"language\":\"en\"}}",
                "{\"name\":\"maths__add\",\"arguments\":{\"x\":\"two\"}}")) {
            HttpResponse<String> taken =
                    post(SHOP, "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":" + params + "}");

            assertThat(taken.statusCode()).isEqualTo(202);
            assertThat(taken.body()).isEmpty();
        }

        call(SHOP, "tell", "{\"input\":\"asked\",\"language\":\"en\"}");
        await().untilAsserted(() -> assertThat(gateway.kept()).hasSize(1));
        assertThat(MATHS.heard("tools/call")).isZero();
    }

    @Test
    void anEndpointGoesItsWholeWay() throws Exception {
        JsonNode told = call(SHOP, "tell", "{\"input\":\"hello\",\"language\":\"en\"}");

        assertThat(told.at("/result/content/0/text").asText()).isEqualTo("echo: en: hello");
        assertThat(told.at("/result/isError").asBoolean()).isFalse();
        assertThat(told.path("id").asInt()).isEqualTo(7);
        await().untilAsserted(() -> assertThat(gateway.kept()).hasSize(1));
        KeptExchange kept = gateway.kept().get(0);
        assertThat(kept.text("key_name")).isEqualTo("shop");
        assertThat(kept.content().metadata()).containsEntry("endpoint", "shop/tell");
        assertThat(kept.number("input_tokens")).isPositive();
    }

    @Test
    void anEndpointsInputIsValidatedAndItsFailuresAreTold() throws Exception {
        JsonNode valid = call(SHOP, "order", "{\"city\":\"Oslo\"}");
        JsonNode invalid = call(SHOP, "order", "{\"town\":\"Oslo\"}");
        JsonNode refused = call(SHOP, "tell", "{\"input\":\"forbidden\",\"language\":\"en\"}");
        JsonNode broken = call(SHOP, "broken", "{\"input\":\"hello\"}");

        assertThat(valid.at("/result/content/0/text").asText()).isEqualTo("echo: {\"city\":\"Oslo\"}");
        for (JsonNode failed : List.of(invalid, refused, broken)) {
            assertThat(failed.at("/result/isError").asBoolean()).isTrue();
        }
        assertThat(invalid.at("/result/content/0/text").asText()).contains("city");
        assertThat(refused.at("/result/content/0/text").asText()).contains("words");
        assertThat(broken.at("/result/content/0/text").asText()).contains("Provider error after failover");
        await().untilAsserted(() -> assertThat(gateway.kept())
                .extracting(kept -> kept.text("error_code"))
                .containsExactlyInAnyOrder(null, "invalid_input", "guardrail_blocked", "all_targets_failed"));
    }

    @Test
    void whatIsNoMessageIsToldSo() throws Exception {
        assertThat(post(SHOP, "{").body()).contains("-32700");
        assertThat(post(SHOP, "[]").body()).contains("-32600");
        assertThat(post(SHOP, "{\"id\":1}").statusCode()).isEqualTo(400);
        assertThat(ask(SHOP, "resources/list", "{}").at("/error/code").asInt()).isEqualTo(-32601);
        assertThat(send(SHOP, "{}", "mcp-protocol-version", "1999-01-01").statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoMayNotIsRefused() throws Exception {
        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

        assertThat(post("nobody", list).statusCode()).isEqualTo(401);
        assertThat(post("nobody", list).body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":");
        assertThat(post(CHATTER, list).statusCode()).isEqualTo(403);
        assertThat(send(SHOP, list, "origin", "http://evil.example.com").statusCode())
                .isEqualTo(403);
        assertThat(send(SHOP, list, "origin", "http://localhost:5173").statusCode())
                .isEqualTo(200);
        assertThat(send(SHOP, list, "origin", "https://app.example.com").statusCode())
                .isEqualTo(200);
        HttpResponse<String> news = CLIENT.send(
                HttpRequest.newBuilder(gateway.uri("/mcp"))
                        .header("authorization", "Bearer " + SHOP)
                        .build(),
                BodyHandlers.ofString());
        assertThat(news.statusCode()).isEqualTo(405);
    }

    private static List<String> names(String key) throws Exception {
        return ask(key, "tools/list", "{}").at("/result/tools").findValuesAsText("name");
    }

    private static JsonNode call(String key, String tool, String arguments) throws Exception {
        return ask(key, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    private static JsonNode ask(String key, String method, String params) throws Exception {
        return Json.parse(
                post(key, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}")
                        .body());
    }

    private static HttpResponse<String> post(String key, String body) throws Exception {
        return send(key, body, "accept", "application/json, text/event-stream");
    }

    private static HttpResponse<String> send(String key, String body, String header, String value) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(gateway.uri("/mcp"))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .header(header, value)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
