package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.ScriptedUpstream.Reply;
import dev.caravan.gateway.ledger.KeptExchange;
import dev.caravan.spi.wire.Json;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Agents, from the configuration to the answer: their model is scripted, their tools are those of two servers in this process. */
class AgentsTest {

    private static final String CONFIG =
            """
            providers:
              openai: { url: "%s", api-key: sk-upstream }
              anthropic: { url: "%s", api-key: sk-upstream }
              echo: {}
            mcp-servers:
              docs: { transport: streamable-http, url: "%s", headers: { authorization: Bearer docs-token } }
              maths: { transport: streamable-http, url: "%s", tools: [add, slow, "se*"] }
              gone: { transport: streamable-http, url: "http://127.0.0.1:1/mcp" }
              needed: { transport: streamable-http, url: "http://127.0.0.1:1/mcp", required: true }
            agents:
              researcher:
                model: openai/gpt
                system: You look things up.
                mcp-servers: [docs, maths]
                max-iterations: 3
                max-tool-output: 40
              impatient: { model: openai/gpt, mcp-servers: [maths], tool-timeout: 300ms }
              patient: { model: openai/gpt, mcp-servers: [maths], tool-timeout: 1m }
              changing: { model: openai/gpt, system: Before., mcp-servers: [maths] }
              thinker: { targets: [anthropic/claude], mcp-servers: [maths] }
              hasty: { model: openai/gpt, mcp-servers: [maths], total-time: 400ms }
              strict: { model: openai/gpt, mcp-servers: [maths], tool-timeout: 100ms, on-failure: end }
              poor: { model: openai/gpt, mcp-servers: [gone, maths] }
              helpless: { model: openai/gpt, mcp-servers: [needed] }
              wordy: { model: openai/gpt, system: "%s", mcp-servers: [maths] }
            guardrails:
              pii: { kind: pii, on: [input], action: redact }
              words: { kind: words, words: [forbidden], on: [input], action: block }
            keys:
              - { name: all, hash: "sha256:1329bca34bec9ae85021b6776183e2624920ee203e98bd4945814a261a3d1821", role: member, scopes: [chat, models] }
              - { name: few, hash: "sha256:3aed6b1caea6408d0be1e65ee0ef257e8760679af3ccd76c5159cebf7b457960", role: member, scopes: [chat, models], allowed-agents: [thinker] }
            """;

    private static final String ASK =
            "{\"model\":\"%s\",\"stream\":%s,\"stream_options\":{\"include_usage\":true},\"messages\":"
                    + "[{\"role\":\"user\",\"content\":\"How much is it?\"}]%s}";

    private static final HttpClient client = HttpClient.newHttpClient();
    private static final ScriptedUpstream upstream = new ScriptedUpstream();
    private static final TestMcpServer docs = new TestMcpServer()
            .tool(
                    "read.file",
                    arguments -> Mono.just("The price of " + arguments.path("x").asText() + " is 7."))
            .tool("long", arguments -> Mono.just("x".repeat(1000)))
            .tool("contact", arguments -> Mono.just("ask ada@example.com"));
    private static final TestMcpServer maths = new TestMcpServer()
            .tool("add", arguments -> Mono.just("12"))
            .tool("secret", arguments -> Mono.just("this is forbidden knowledge"))
            .tool("hidden", arguments -> Mono.just("nobody sees this"))
            .tool("slow", arguments -> Mono.never());

    @TempDir
    static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new TestGateway(folder, config(), List.of());
    }

    @BeforeEach
    void forget() throws Exception {
        upstream.reset();
        docs.messages().clear();
        maths.messages().clear();
        gateway.forgetKept();
    }

    private static String config() {
        String base = upstream.url();
        return CONFIG.formatted(
                base, base.substring(0, base.length() - 3), docs.url(), maths.url(), "word ".repeat(1000));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
        docs.close();
        maths.close();
    }

    @Test
    void severalTurnsWithToolsOfTwoServersAreOneStream() throws Exception {
        upstream.next(
                OpenAiTurn.streamed("Let me see.", "docs__read_file_36775683:{\"x\":\"tea\"}", "maths__add:{\"x\":1}"),
                OpenAiTurn.streamed("", "docs__read_file_36775683:{\"x\":\"milk\"}"),
                OpenAiTurn.streamed("It is 12."));

        HttpResponse<String> answer = chat("researcher", true, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(StreamedText.of(answer.body())).isEqualTo("Let me see.\n\nIt is 12.");
        assertThat(answer.body())
                .doesNotContain("docs__")
                .doesNotContain("tool_calls")
                .endsWith("data: [DONE]\n\n");
        assertThat(answer.body().split("\"role\":\"assistant\"", -1)).hasSize(2);
        assertThat(answer.body().split("\"finish_reason\":\"stop\"", -1)).hasSize(2);
        assertThat(answer.body()).contains("\"prompt_tokens\":30").contains("\"completion_tokens\":15");

        assertThat(upstream.bodies()).hasSize(3);
        JsonNode first = Json.parse(upstream.bodies().get(0));
        assertThat(first.at("/messages/0/content").asText()).isEqualTo("You look things up.");
        assertThat(first.path("tools").findValuesAsText("name"))
                .containsExactly(
                        "docs__contact",
                        "docs__long",
                        "docs__read_file_36775683",
                        "maths__add",
                        "maths__secret",
                        "maths__slow");
        assertThat(first.at("/tools/0/function/parameters/additionalProperties/type")
                        .asText())
                .isEqualTo("string");
        JsonNode second = Json.parse(upstream.bodies().get(1)).path("messages");
        assertThat(second.findValuesAsText("role")).containsExactly("system", "user", "assistant", "tool", "tool");
        assertThat(second.at("/3/content").asText()).isEqualTo("The price of tea is 7.");
        assertThat(second.at("/4/content").asText()).isEqualTo("12");
        assertThat(second.at("/4/tool_call_id").asText()).isEqualTo("call_1");
        assertThat(Json.parse(upstream.bodies().get(2))
                        .at("/messages/6/content")
                        .asText())
                .isEqualTo("The price of milk is 7.");
        assertThat(docs.headers()).allMatch(sent -> "Bearer docs-token".equals(sent.get("authorization")));
        assertThat(docs.headers())
                .noneMatch(sent -> Objects.toString(sent.get("all")).contains("sk-all"));
    }

    @Test
    void theLedgerHasOneRecordOfAllTurnsAndTheirTools() throws Exception {
        upstream.next(OpenAiTurn.whole("", "maths__add:{}"), OpenAiTurn.whole("It is 12."));

        HttpResponse<String> answer = chat("researcher", false, "");

        JsonNode json = Json.parse(answer.body());
        assertThat(json.at("/choices/0/message/content").asText()).isEqualTo("It is 12.");
        assertThat(json.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(20);
        KeptExchange kept = kept(answer);
        assertThat(kept.number("input_tokens")).isEqualTo(20);
        assertThat(kept.number("output_tokens")).isEqualTo(10);
        assertThat(kept.content().metadata())
                .containsEntry("agent", "researcher")
                .containsEntry("turns", "2");
        JsonNode tools =
                Json.parse(Objects.requireNonNull(kept.content().metadata().get("tools")));
        assertThat(tools.at("/0/tool").asText()).isEqualTo("maths__add");
        assertThat(tools.at("/0/ok").asBoolean()).isTrue();
        assertThat(tools.at("/0/ms").isNumber()).isTrue();
    }

    @Test
    void aClientOfAnthropicsDialectGetsOneMessage() throws Exception {
        upstream.next(OpenAiTurn.streamed("Wait.", "maths__add:{}"), OpenAiTurn.streamed("It is 12."));

        HttpResponse<String> answer = post(
                "/v1/messages",
                "sk-all-keys-of-this-test",
                "{\"model\":\"researcher\",\"max_tokens\":99,\"stream\":true,\"messages\":"
                        + "[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertThat(StreamedText.of(answer.body())).isEqualTo("Wait.It is 12.");
        assertThat(answer.body().split("event: message_start", -1)).hasSize(2);
        assertThat(answer.body().split("event: message_stop", -1)).hasSize(2);
        assertThat(answer.body()).contains("\"index\":1").contains("\"stop_reason\":\"end_turn\"");
        assertThat(answer.body()).contains("\"output_tokens\":10").doesNotContain("tool_use");
    }

    @Test
    void thoughtsAndToolsGoBackToAProviderOfAnthropicsDialect() throws Exception {
        upstream.next(
                Reply.json(
                        200,
                        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":["
                                + "{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"sig\"},"
                                + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"maths__add\",\"input\":{\"x\":1}}],"
                                + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}"),
                Reply.json(
                        200,
                        "{\"id\":\"msg_2\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":["
                                + "{\"type\":\"text\",\"text\":\"12\"}],"
                                + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":7,\"output_tokens\":8}}"));

        HttpResponse<String> answer = chat("thinker", false, ",\"max_tokens\":99");

        assertThat(Json.parse(answer.body()).at("/choices/0/message/content").asText())
                .isEqualTo("12");
        JsonNode second = Json.parse(upstream.bodies().get(1));
        assertThat(second.at("/messages/1/content/0/signature").asText()).isEqualTo("sig");
        assertThat(second.at("/messages/1/content/1/id").asText()).isEqualTo("toolu_1");
        assertThat(second.at("/messages/2/content/0/tool_use_id").asText()).isEqualTo("toolu_1");
    }

    @Test
    void callsOfTheClientsOwnToolsAreHandedToIt() throws Exception {
        upstream.next(OpenAiTurn.streamed("", "maths__add:{}", "mine:{\"a\":1}"));

        HttpResponse<String> answer = chat(
                "researcher",
                true,
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"mine\",\"parameters\":{\"type\":\"object\"}}},"
                        + "{\"type\":\"function\",\"function\":{\"name\":\"maths__slow\"}}]");

        assertThat(answer.body())
                .contains("\"name\":\"mine\"")
                .doesNotContain("maths__add")
                .contains("\"finish_reason\":\"tool_calls\"");
        assertThat(maths.heard("tools/call")).isZero();
        JsonNode asked = Json.parse(upstream.bodies().get(0));
        assertThat(asked.path("tools").findValuesAsText("name"))
                .startsWith("mine", "maths__slow")
                .containsOnlyOnce("maths__slow");
    }

    @Test
    void anAgentThatComesToNoEndIsStopped() throws Exception {
        upstream.always(OpenAiTurn.streamed("", "maths__add:{}"));

        String stream = chat("researcher", true, "").body();
        HttpResponse<String> whole = withWhole(() -> chat("researcher", false, ""));

        assertThat(stream).contains("max_iterations_exceeded").doesNotContain("[DONE]");
        assertThat(whole.statusCode()).isEqualTo(422);
        assertThat(whole.body()).contains("has not come to an end within 3 turns");
        assertThat(whole.headers().firstValue("x-should-retry")).contains("false");
        assertThat(upstream.bodies()).hasSize(6);
    }

    @Test
    void theModelIsToldOfAToolThatIsTooSlowAndTheServerToGiveUp() throws Exception {
        upstream.next(OpenAiTurn.streamed("", "maths__slow:{}"), OpenAiTurn.streamed("Never mind."));

        String stream = chat("impatient", true, "").body();

        assertThat(StreamedText.of(stream)).isEqualTo("Never mind.");
        assertThat(Json.parse(upstream.bodies().get(1))
                        .at("/messages/2/content")
                        .asText())
                .contains("did not answer within 300 ms");
        await().until(() -> maths.heard("notifications/cancelled") == 1);
    }

    @Test
    void theModelIsToldOfWhatMakesNoSense() throws Exception {
        upstream.next(
                OpenAiTurn.whole("", "maths__hidden:{}", "maths__add:no json", "nowhere__tool:{}"),
                OpenAiTurn.whole("I see."));

        assertThat(chat("researcher", false, "").statusCode()).isEqualTo(200);

        JsonNode told = Json.parse(upstream.bodies().get(1)).path("messages");
        assertThat(told.at("/3/content").asText()).isEqualTo("There is no tool 'maths__hidden'.");
        assertThat(told.at("/4/content").asText()).contains("no JSON object");
        assertThat(told.at("/5/content").asText()).isEqualTo("There is no tool 'nowhere__tool'.");
        assertThat(maths.heard("tools/call")).isZero();
    }

    @Test
    void resultsAreCutAndSeenByGuardrails() throws Exception {
        upstream.next(
                OpenAiTurn.whole("", "docs__long:{}", "docs__contact:{}", "maths__secret:{}"),
                OpenAiTurn.whole("I see."));

        HttpResponse<String> answer = chat("researcher", false, "");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode told = Json.parse(upstream.bodies().get(1)).path("messages");
        assertThat(told.at("/3/content").asText()).startsWith("x".repeat(40) + "\n[960 more characters were left out]");
        assertThat(told.at("/4/content").asText())
                .doesNotContain("ada@example.com")
                .startsWith("ask ");
        assertThat(told.at("/5/content").asText())
                .startsWith("The result was withheld: ")
                .doesNotContain("knowledge");
        assertThat(kept(answer).content().metadata().get("guardrails"))
                .contains("pii")
                .contains("words");
    }

    @Test
    void aServerThatIsDownIsDoneWithoutUnlessItIsNeeded() throws Exception {
        upstream.always(OpenAiTurn.whole("Hello."));

        HttpResponse<String> poor = chat("poor", false, "");
        HttpResponse<String> helpless = chat("helpless", false, "");

        assertThat(poor.statusCode()).isEqualTo(200);
        assertThat(poor.headers().firstValue("x-ingate-mcp-unavailable")).contains("gone");
        assertThat(upstream.bodies().get(0)).contains("maths__add");
        assertThat(helpless.statusCode()).isEqualTo(503);
        assertThat(helpless.body()).contains("mcp_server_unavailable").doesNotContain("127.0.0.1");
    }

    @Test
    void anAgentMayEndWithItsTools() throws Exception {
        upstream.always(OpenAiTurn.whole("", "maths__slow:{}"));

        HttpResponse<String> answer = chat("strict", false, "");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("tool_failed");
        assertThat(upstream.bodies()).hasSize(1);
    }

    @Test
    void anAgentHasSoMuchTimeAndNoMore() throws Exception {
        upstream.next(OpenAiTurn.streamed("Wait.", "maths__slow:{}"));

        String stream = chat("hasty", true, "").body();
        upstream.next(OpenAiTurn.whole("", "maths__slow:{}"));
        HttpResponse<String> whole = chat("hasty", false, "");

        assertThat(stream).contains("Wait.").contains("agent_timeout").doesNotContain("[DONE]");
        assertThat(whole.statusCode()).isEqualTo(504);
    }

    @Test
    void aClientThatLeavesEndsTheToolsToo() throws Exception {
        upstream.next(OpenAiTurn.streamed("Wait.", "maths__slow:{}"));

        try (InputStream left = client.send(
                        request("/v1/chat/completions", "sk-all-keys-of-this-test", ASK.formatted("patient", true, "")),
                        BodyHandlers.ofInputStream())
                .body()) {
            await().until(() -> maths.heard("tools/call") >= 1);
            assertThat(left.read()).isEqualTo('d');
        }

        await().until(() -> maths.heard("notifications/cancelled") >= 1);
        await().untilAsserted(() -> assertThat(gateway.kept()).anySatisfy(kept -> {
            assertThat(kept.text("outcome")).isEqualTo("client_gone");
            assertThat(kept.content().metadata().get("tools")).contains("\"ok\":false");
        }));
    }

    @Test
    void whatHasComeIsCountedWhenTheClientLeavesInTheMiddle() throws Exception {
        upstream.next(Reply.stream(Flux.concat(
                Flux.just(OpenAiTurn.chunk("{\"role\":\"assistant\",\"content\":\"Once upon a time\"}", "null")),
                Flux.never())));

        HttpResponse<InputStream> answer = client.send(
                request("/v1/chat/completions", "sk-all-keys-of-this-test", ASK.formatted("patient", true, "")),
                BodyHandlers.ofInputStream());
        try (InputStream left = answer.body()) {
            assertThat(left.read()).isEqualTo('d');
        }

        KeptExchange kept = kept(answer);
        assertThat(kept.number("output_tokens")).isPositive();
        assertThat(kept.number("input_tokens")).isPositive();
        assertThat(kept.text("tokens_estimated")).isEqualTo("true");
    }

    @Test
    void whatTheAgentBringsIsCountedWhereTheProviderTellsNothing() throws Exception {
        upstream.next(Reply.stream(Flux.concat(
                Flux.just(OpenAiTurn.chunk("{\"role\":\"assistant\",\"content\":\"Once\"}", "null")), Flux.never())));

        HttpResponse<InputStream> answer = client.send(
                request("/v1/chat/completions", "sk-all-keys-of-this-test", ASK.formatted("wordy", true, "")),
                BodyHandlers.ofInputStream());
        try (InputStream left = answer.body()) {
            assertThat(left.read()).isEqualTo('d');
        }

        assertThat(kept(answer).number("input_tokens")).isGreaterThan(1000);
    }

    @Test
    void anErrorOfTheProvidersIsTheAnswer() throws Exception {
        upstream.next(Reply.json(429, "{\"error\":{\"message\":\"slow down\",\"code\":\"rate\"}}"));
        HttpResponse<String> first = chat("researcher", true, "");
        upstream.next(
                OpenAiTurn.whole("", "maths__add:{}"),
                Reply.json(500, "{\"error\":{\"message\":\"no more\",\"code\":\"broken\"}}"));
        HttpResponse<String> later = chat("researcher", false, "");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.body()).contains("slow down");
        assertThat(later.statusCode()).isEqualTo(500);
        assertThat(later.body()).contains("no more");
        assertThat(later.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void keysHoldForAgents() throws Exception {
        upstream.always(OpenAiTurn.whole("Hello."));

        HttpResponse<String> refused =
                post("/v1/chat/completions", "sk-few-keys-of-this-test", ASK.formatted("researcher", false, ""));
        HttpResponse<String> listed = client.send(
                HttpRequest.newBuilder(gateway.uri("/v1/models"))
                        .header("authorization", "Bearer sk-few-keys-of-this-test")
                        .build(),
                BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("agent_not_allowed");
        assertThat(listed.body()).contains("\"thinker\"").doesNotContain("\"researcher\"");
        assertThat(post("/v1/embeddings", "sk-all-keys-of-this-test", "{\"model\":\"researcher\",\"input\":\"x\"}")
                        .body())
                .contains("operation_not_supported");
    }

    @Test
    void otherSurfacesOfChatsHaveAgentsToo() throws Exception {
        upstream.next(OpenAiTurn.whole("", "maths__add:{}"), OpenAiTurn.whole("It is 12."));

        HttpResponse<String> answer =
                post("/v1/responses", "sk-all-keys-of-this-test", "{\"model\":\"researcher\",\"input\":\"How much?\"}");

        assertThat(answer.body()).contains("It is 12.");
    }

    @Test
    void aReloadKeepsTheConnectionsThatStayTheSame() throws Exception {
        upstream.always(OpenAiTurn.whole("Hello."));
        chat("changing", false, "");
        Files.writeString(folder.resolve("gateway.yaml"), config().replace("Before.", "Afterwards."));

        await().untilAsserted(() -> {
            assertThat(chat("changing", false, "").headers().firstValue("x-ingate-mcp-unavailable"))
                    .isEmpty();
            assertThat(upstream.bodies())
                    .last()
                    .asString()
                    .contains("Afterwards.")
                    .contains("maths__add");
        });

        assertThat(maths.heard("initialize")).isZero();
        assertThat(docs.heard("initialize")).isZero();
    }

    /** The record of a call. */
    private static KeptExchange kept(HttpResponse<?> answer) {
        String id = answer.headers().firstValue("x-ingate-request-id").orElseThrow();
        return await().until(
                        () -> gateway.kept().stream()
                                .filter(kept -> id.equals(kept.text("request_id")))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private interface Asked {

        HttpResponse<String> get() throws Exception;
    }

    private HttpResponse<String> withWhole(Asked asked) throws Exception {
        upstream.always(OpenAiTurn.whole("", "maths__add:{}"));
        return asked.get();
    }

    private HttpResponse<String> chat(String agent, boolean stream, String more) throws Exception {
        String body = ASK.formatted(agent, stream, more);
        return post(
                "/v1/chat/completions",
                "sk-all-keys-of-this-test",
                stream ? body : body.replace("\"stream_options\":{\"include_usage\":true},", ""));
    }

    private HttpResponse<String> post(String path, String key, String body) throws Exception {
        return client.send(request(path, key, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String key, String body) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /** What a model of OpenAI's answers in one turn: a text, and calls of tools as {@code name:arguments}. */
    private static final class OpenAiTurn {

        private static final String USAGE =
                "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";

        static Reply streamed(String text, String... calls) {
            StringBuilder events = new StringBuilder();
            events.append(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
            if (!text.isEmpty()) {
                events.append(chunk("{\"content\":\"" + text + "\"}", "null"));
            }
            for (int i = 0; i < calls.length; i++) {
                events.append(chunk("{\"tool_calls\":[{\"index\":" + i + "," + call(i, calls[i]) + "}]}", "null"));
            }
            events.append(chunk("{}", calls.length == 0 ? "\"stop\"" : "\"tool_calls\""));
            events.append("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt\",")
                    .append("\"choices\":[],")
                    .append(USAGE)
                    .append("}\n\ndata: [DONE]\n\n");
            return Reply.stream(Flux.just(events.toString()));
        }

        static Reply whole(String text, String... calls) {
            StringBuilder list = new StringBuilder();
            for (int i = 0; i < calls.length; i++) {
                list.append(i == 0 ? "" : ",")
                        .append("{")
                        .append(call(i, calls[i]))
                        .append("}");
            }
            return Reply.json(
                    200,
                    "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt\",\"choices\":[{\"index\":0,"
                            + "\"message\":{\"role\":\"assistant\",\"content\":\"" + text + "\""
                            + (calls.length == 0 ? "" : ",\"tool_calls\":[" + list + "]") + "},\"finish_reason\":\""
                            + (calls.length == 0 ? "stop" : "tool_calls") + "\"}]," + USAGE + "}");
        }

        private static String call(int index, String call) {
            int colon = call.indexOf(':');
            return "\"id\":\"call_" + index + "\",\"type\":\"function\",\"function\":{\"name\":\""
                    + call.substring(0, colon) + "\",\"arguments\":\""
                    + call.substring(colon + 1).replace("\"", "\\\"") + "\"}";
        }

        private static String chunk(String delta, String finish) {
            return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt\",\"choices\":"
                    + "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
        }
    }
}
