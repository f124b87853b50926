package dev.caravan.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.ProjectConfig;
import dev.caravan.acceptance.gateway.TestLayout;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Script;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Agents with the tools of MCP's own reference servers, over standard input and output, streamable HTTP and SSE, called by
 * the SDKs; and the gateway as an MCP server, called by MCP's own client.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentsIT {

    private static final String PATH = "/v1/chat/completions";
    private static final String TOKEN = "mcp-token-of-the-web-server";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path packages;
    private Path file;
    private Listening web;
    private Listening old;
    private RecordingUpstream upstream;
    private GatewayProcess gateway;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        packages = NodePackages.installed("mcp");
        file = Files.writeString(TestLayout.freshDirectory("mcp-files").resolve("note.txt"), "Grüße 👋");
        upstream = RecordingUpstream.start();
        web = everything("streamableHttp");
        old = everything("sse");
        gateway = GatewayProcess.launch(yaml())
                .secret(ProjectConfig.SHOP_KEY)
                .secret(TOKEN)
                .start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            upstream.reset();
            upstream.next(PATH, turn("Hello."));
            agent("helper");
            JsonNode tools = upstream.onlyCall().json().path("tools");
            List<String> names = tools.findValuesAsText("name");
            return names.contains("every__get-sum")
                    && names.contains("files__read_text_file")
                    && names.contains("web__echo");
        });
    }

    @AfterAll
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        for (Listening server : Arrays.asList(web, old)) {
            if (server != null) {
                server.process().destroy();
            }
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @Test
    void three_turns_with_tools_of_three_servers_stream_to_the_openai_sdk_as_one_answer() {
        scriptThreeTurns();

        ChatCompletionAccumulator answer = ChatCompletionAccumulator.create();
        try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream = OpenAiClients.client(gateway.url())
                .chat()
                .completions()
                .createStreaming(asked("helper")
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().forEach(answer::accumulate);
        }

        ChatCompletion.Choice choice = answer.chatCompletion().choices().get(0);
        assertThat(choice.message().content()).contains("Let me see.\n\nIt says: Grüße 👋, and 5.");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(choice.message().toolCalls().orElse(List.of())).isEmpty();
        assertThat(answer.chatCompletion().usage().orElseThrow().promptTokens()).isEqualTo(30);
        assertToolsWereAsked();
    }

    @Test
    void and_to_the_anthropic_sdk_as_one_message() {
        scriptThreeTurns();

        MessageAccumulator answer = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = AnthropicClients.client(gateway.url())
                .messages()
                .createStreaming(AnthropicClients.hello("helper").build())) {
            stream.stream().forEach(answer::accumulate);
        }

        Message message = answer.message();
        assertThat(message.content())
                .extracting(block -> block.asText().text())
                .containsExactly("Let me see.", "It says: Grüße 👋, and 5.");
        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(message.usage().outputTokens()).isEqualTo(15);
        assertToolsWereAsked();
    }

    private void scriptThreeTurns() {
        upstream.next(
                PATH,
                turn(
                        "Let me see.",
                        "files__read_text_file",
                        "{\"path\":\"" + file + "\"}",
                        "every__get-sum",
                        "{\"a\":2,\"b\":3}"),
                turn("", "web__echo", "{\"message\":\"again\"}"),
                turn("It says: Grüße 👋, and 5."));
    }

    private void assertToolsWereAsked() {
        JsonNode second = upstream.calls(PATH).get(1).json().path("messages");
        assertThat(second.path(3).path("content").asText()).isEqualTo("Grüße 👋");
        assertThat(second.path(4).path("content").asText()).contains("5");
        JsonNode third = upstream.calls(PATH).get(2).json().path("messages");
        assertThat(third.path(6).path("content").asText()).contains("again");
        assertThat(upstream.calls(PATH)).hasSize(3);
    }

    @Test
    void an_agent_that_comes_to_no_end_ends_in_the_sdks_own_exceptions() {
        upstream.always(PATH, turn("", "every__get-sum", "{\"a\":2,\"b\":3}"));

        assertThatThrownBy(() -> {
                    try (com.openai.core.http.StreamResponse<ChatCompletionChunk> stream = OpenAiClients.client(
                                    gateway.url())
                            .chat()
                            .completions()
                            .createStreaming(asked("helper").build())) {
                        stream.stream().forEach(chunk -> {});
                    }
                })
                .isInstanceOf(OpenAIException.class)
                .hasMessageContaining("within 3 turns");
        upstream.always(PATH, whole("", "every__get-sum", "{\"a\":2,\"b\":3}"));
        UnprocessableEntityException refused =
                catchThrowableOfType(UnprocessableEntityException.class, () -> agent("helper"));
        assertThat(refused.getMessage()).contains("within 3 turns");
    }

    @Test
    void the_model_learns_of_a_tool_that_is_too_slow() {
        upstream.next(
                PATH,
                whole("", "every__trigger-long-running-operation", "{\"duration\":30,\"steps\":3}"),
                whole("Never mind."));

        assertThat(agent("hasty").choices().get(0).message().content()).contains("Never mind.");
        assertThat(upstream.calls(PATH).get(1).bodyText()).contains("did not answer within 700 ms");
    }

    @Test
    void the_model_learns_of_a_server_that_dies_and_the_next_call_has_another() {
        upstream.next(
                PATH,
                whole("", "every__trigger-long-running-operation", "{\"duration\":60,\"steps\":3}"),
                whole("It is gone."));
        CompletableFuture<Void> death = CompletableFuture.runAsync(() -> {
            await().until(() -> upstream.calls(PATH).size() == 1);
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            programs().forEach(ProcessHandle::destroyForcibly);
        });

        long begun = System.nanoTime();
        ChatCompletion answer = agent("helper");

        death.join();
        assertThat(answer.choices().get(0).message().content()).contains("It is gone.");
        assertThat(upstream.calls(PATH).get(1).bodyText()).contains("The connection to the server 'every' broke.");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            upstream.reset();
            upstream.next(PATH, whole("", "every__get-sum", "{\"a\":2,\"b\":3}"), whole("Five."));
            agent("helper");
            assertThat(upstream.calls(PATH).get(1).bodyText()).contains("5");
        });
    }

    @Test
    void a_tool_of_a_server_over_sse_is_used() {
        assertOldServerAdds();
    }

    @Test
    void a_server_over_sse_that_dies_fails_the_call_as_the_agent_wants_and_is_connected_again_when_it_is_back()
            throws IOException {
        assertOldServerAdds();
        upstream.reset();
        upstream.next(PATH, whole("", "old__trigger-long-running-operation", "{\"duration\":60,\"steps\":3}"));
        CompletableFuture<Void> death = CompletableFuture.runAsync(() -> {
            await().until(() -> upstream.calls(PATH).size() == 1);
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            old.process().destroyForcibly();
        });

        long begun = System.nanoTime();
        InternalServerException failed = catchThrowableOfType(InternalServerException.class, () -> agent("reader"));

        death.join();
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.code()).contains("tool_failed");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(upstream.calls(PATH)).hasSize(1);
        old = new Listening(started("sse", old.port()), old.port());
        assertOldServerAdds();
    }

    /** Asks until the server is connected: until then its tools are not there. */
    private void assertOldServerAdds() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            upstream.reset();
            upstream.next(PATH, whole("", "old__get-sum", "{\"a\":2,\"b\":3}"), whole("Five."));
            assertThat(agent("reader").choices().get(0).message().content()).contains("Five.");
            assertThat(upstream.calls(PATH)
                            .get(1)
                            .json()
                            .at("/messages/2/content")
                            .asText())
                    .contains("5");
        });
    }

    @Test
    void mcps_own_client_lists_and_calls_the_tools_of_all_servers_and_an_endpoint()
            throws IOException, InterruptedException {
        upstream.next(PATH, whole("Because."));

        JsonNode learnt =
                JSON.readTree(new ScriptSuite(packages, TestLayout.target().resolve("mcp-client.txt"))
                        .succeed(
                                List.of("node", "client.js"),
                                Map.of(
                                        "CARAVAN_MCP_URL",
                                        gateway.url() + "/mcp",
                                        "CARAVAN_KEY",
                                        ProjectConfig.SHOP_KEY,
                                        "CARAVAN_FILE",
                                        file.toString())));

        assertThat(learnt.at("/server/name").asText()).isEqualTo("caravan");
        assertThat(learnt.path("tools").toString())
                .contains(
                        "\"every__get-sum\"",
                        "\"files__read_text_file\"",
                        "\"web__echo\"",
                        "\"explain\"",
                        "\"weather\"");
        assertThat(learnt.at("/sum/content/0/text").asText()).contains("5");
        assertThat(learnt.at("/structured/structuredContent").has("temperature"))
                .isTrue();
        assertThat(learnt.path("image").toString()).contains("\"type\":\"image\"", "\"data\":");
        assertThat(learnt.path("environment").toString())
                .contains("PATH", "FROM_CONFIGURATION")
                .doesNotContain(GatewayConfig.APP_KEY)
                .doesNotContain("APP_KEY");
        assertThat(learnt.at("/file/content/0/text").asText()).isEqualTo("Grüße 👋");
        assertThat(learnt.at("/wrong/isError").asBoolean()).isTrue();
        assertThat(learnt.at("/unknown/code").asInt()).isEqualTo(-32602);
        assertThat(learnt.at("/endpoint/content/0/text").asText()).isEqualTo("Because.");
        assertThat(upstream.onlyCall().json().at("/messages/0/content").asText())
                .isEqualTo("Briefly: Hello");
        assertThat(learnt.at("/refused/isError").asBoolean()).isTrue();
        assertThat(learnt.at("/refused/content/0/text").asText()).contains("city");
    }

    private ChatCompletion agent(String name) {
        return OpenAiClients.client(gateway.url())
                .chat()
                .completions()
                .create(asked(name).build());
    }

    private static ChatCompletionCreateParams.Builder asked(String agent) {
        return ChatCompletionCreateParams.builder().model(agent).addUserMessage("What does it say?");
    }

    private static Script turn(String text, String... calls) {
        StringBuilder delta = new StringBuilder("{\"role\":\"assistant\",\"content\":" + quoted(text));
        delta.append(calls.length == 0 ? "}" : ",\"tool_calls\":" + list(calls) + "}");
        return exchange -> {
            if (exchange.call().json().path("stream").asBoolean()) {
                Scripts.events(List.of(
                                chunk("[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]", ""),
                                chunk("[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish(calls) + "\"}]", ""),
                                chunk("[]", "," + usage()),
                                "data: [DONE]\n\n"))
                        .play(exchange);
            } else {
                whole(text, calls).play(exchange);
            }
        };
    }

    private static Script whole(String text, String... calls) {
        String message = "{\"role\":\"assistant\",\"content\":" + quoted(text)
                + (calls.length == 0 ? "" : ",\"tool_calls\":" + list(calls)) + "}";
        String body = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini\","
                + "\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":\"" + finish(calls) + "\"}],"
                + usage() + "}";
        return Scripts.answer(200, Map.of("content-type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String chunk(String choices, String more) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-mini\","
                + "\"choices\":" + choices + more + "}\n\n";
    }

    private static String usage() {
        return "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";
    }

    private static String finish(String... calls) {
        return calls.length == 0 ? "stop" : "tool_calls";
    }

    /** @param calls names and arguments, one after the other */
    private static String list(String... calls) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < calls.length; i += 2) {
            list.append(i == 0 ? "" : ",")
                    .append("{\"index\":")
                    .append(i / 2)
                    .append(",\"id\":\"call_")
                    .append(i / 2)
                    .append("\",\"type\":\"function\",\"function\":{\"name\":\"")
                    .append(calls[i])
                    .append("\",\"arguments\":")
                    .append(quoted(calls[i + 1]))
                    .append("}}");
        }
        return list.append("]").toString();
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private String server(String name) {
        return packages.resolve("node_modules/@modelcontextprotocol/server-" + name + "/dist/index.js")
                .toString();
    }

    /** The programs that the gateway has started. */
    private List<ProcessHandle> programs() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> List.of(arguments).contains(server("everything"))
                                && List.of(arguments).contains("stdio"))
                        .orElse(false))
                .toList();
    }

    /** A server in a process of its own. */
    private record Listening(Process process, int port) {}

    private Listening everything(String transport) throws IOException {
        while (true) {
            int port = freePort();
            Process process = started(transport, port);
            if (process.isAlive()) {
                return new Listening(process, port);
            }
        }
    }

    /** Listens when it is told, or has ended as the port was somebody else's. */
    private Process started(String transport, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", server("everything"), transport)
                .redirectErrorStream(true)
                .redirectOutput(TestLayout.target()
                        .resolve("mcp-everything-" + transport + ".txt")
                        .toFile());
        builder.environment().put("PORT", Integer.toString(port));
        Process process = builder.start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                return true;
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String yaml() {
        return """
                server: {host: 127.0.0.1, port: 0}
                providers:
                  openai: {plugin: openai, url: "%s/v1", api-key: "%s"}
                mcp-servers:
                  every: {transport: stdio, command: node, args: ["%s", stdio], env: {FROM_CONFIGURATION: "yes"}}
                  files: {transport: stdio, command: node, args: ["%s", "%s"]}
                  web:
                    transport: streamable-http
                    url: "http://127.0.0.1:%d/mcp"
                    headers: {authorization: "Bearer %s"}
                    tools: [echo]
                  old: {transport: sse, url: "http://127.0.0.1:%d/sse"}
                agents:
                  helper:
                    model: openai/gpt-4o-mini
                    system: You help.
                    mcp-servers: [every, files, web]
                    max-iterations: 3
                  reader: {model: openai/gpt-4o-mini, mcp-servers: [old], on-failure: end}
                  hasty: {model: openai/gpt-4o-mini, mcp-servers: [every], tool-timeout: 700ms}
                projects:
                  shop:
                    id: %s
                    endpoints:
                      explain: {model: openai/gpt-4o-mini, template: "Briefly: {{input}}", expose-as-mcp-tool: true}
                      weather:
                        model: openai/gpt-4o-mini
                        expose-as-mcp-tool: true
                        input-schema: {type: object, required: [city], properties: {city: {type: string}}}
                keys:
                  - {name: app, key: "${APP_KEY}", role: member}
                  - {name: shop, hash: "sha256:%s", role: member, project: shop, scopes: [mcp, chat]}
                """
                .formatted(
                        upstream.url(),
                        GatewayConfig.UPSTREAM_KEY,
                        server("everything"),
                        server("filesystem"),
                        file.getParent(),
                        web.port(),
                        TOKEN,
                        old.port(),
                        ProjectConfig.SHOP,
                        ProjectConfig.SHOP_KEY_HASH);
    }
}
