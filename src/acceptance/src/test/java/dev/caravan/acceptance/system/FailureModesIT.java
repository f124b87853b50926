package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Script;
import dev.caravan.acceptance.upstream.Scripts;
import dev.caravan.acceptance.upstream.UpstreamExchange;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An upstream that fails in every way there is, behind an alias with a second one. Each test has an alias of its own, whose
 * models nobody has called before: what one test does to a breaker the next does not feel.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureModesIT {

    private static final int ALIASES = 60;
    private static final Duration REST = Duration.ofSeconds(2);
    private static final List<String> EVENTS = Goldens.events("openai/chat-stream.sse");
    private static final List<String> START = EVENTS.subList(0, 3);
    private static final String TOO_LONG =
            "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"param\":\"messages\","
                    + "\"code\":\"context_length_exceeded\"}}";

    private RecordingUpstream first;
    private RecordingUpstream second;
    private GatewayProcess gateway;
    private int used;

    @BeforeAll
    void start() throws IOException {
        first = RecordingUpstream.start();
        second = RecordingUpstream.start();
        gateway = GatewayProcess.launch(yaml(closedPort())).start();
        // The first calls of a process take their time, which short timeouts would not grant.
        ask("warm", true);
        ask("warm", false);
    }

    @AfterAll
    void stop() {
        gateway.close();
        first.close();
        second.close();
    }

    @BeforeEach
    void forget() {
        first.reset();
        second.reset();
    }

    private String yaml(int closedPort) {
        StringBuilder yaml = new StringBuilder(
                """
                server: {host: 127.0.0.1, port: 0}
                providers:
                  first: {plugin: openai, url: "%1$s/v1", api-key: "%3$s", timeouts: {first-byte: 3s, idle: 3s}}
                  second: {plugin: openai, url: "%2$s/v1", api-key: "%3$s"}
                  hurried: {plugin: openai, url: "%1$s/v1", api-key: "%3$s", timeouts: {total: 1500ms}}
                  refusing: {plugin: openai, url: "http://127.0.0.1:%4$d/v1", api-key: "%3$s"}
                keys:
                  - {name: app, key: "${APP_KEY}", role: member}
                resilience:
                  cooldown: {auth: %5$ds}
                  breaker: {failures: 50%%, calls: 4, rest: %5$ds}
                aliases:
                  warm: second/m
                  refused: {targets: [refusing/m, second/m]}
                  late: {targets: [hurried/m], retries: 5, backoff: 10ms}
                  lists:
                    targets: [first/lists]
                    context-window-fallback: [second/long]
                    content-policy-fallback: [second/free]
                """
                        .formatted(
                                first.url(), second.url(), GatewayConfig.UPSTREAM_KEY, closedPort, REST.toSeconds()));
        IntStream.range(0, ALIASES)
                .forEach(i -> yaml.append("  a%1$d: {targets: [first/m%1$d, second/m%1$d]}\n".formatted(i)));
        return yaml.toString();
    }

    /** The name of the failure, what the first upstream does, and the word for it among the attempts. */
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("closes the connection", Scripts.hangUp(), "provider_failed"),
                Arguments.of("resets the connection", (Script) UpstreamExchange::reset, "provider_failed"),
                Arguments.of("hangs", Scripts.hang(), "provider_timeout"),
                Arguments.of("429", Scripts.error(429, Map.of("retry-after", "1")), "429"),
                Arguments.of("401", Scripts.error(401), "401"),
                Arguments.of("500", Scripts.error(500), "500"),
                Arguments.of("529", Scripts.error(529), "529"));
    }

    static Stream<Arguments> wholeFailures() {
        return Stream.concat(
                failures(),
                Stream.of(
                        Arguments.of("a page instead of an answer", page("text/html"), "invalid answer"),
                        Arguments.of("a page that calls itself JSON", page("application/json"), "invalid answer"),
                        Arguments.of("an answer of nothing", page("application/json", ""), "broken answer")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wholeFailures")
    void a_whole_answer_comes_from_the_second(String how, Script failure, String word) throws IOException {
        String alias = nextAlias();
        first.next(CHAT, failure);

        RawAnswer answer = ask(alias, false);

        assertThat(answer.status()).as(how).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Goldens.bytes("openai/chat.json"));
        assertServedBySecond(answer, alias, word);
    }

    static Stream<Arguments> streamFailures() {
        return Stream.concat(
                failures(),
                Stream.of(
                        Arguments.of("a page instead of a stream", page("text/html"), "invalid answer"),
                        Arguments.of("a page that calls itself a stream", page("text/event-stream"), "broken stream"),
                        Arguments.of(
                                "a page that calls itself JSON", page("application/json"), "invalid_upstream_answer"),
                        Arguments.of(
                                "half an event",
                                Scripts.breakOffAfter(List.of("data: {\"id\":\"chatcmpl")),
                                "broken stream"),
                        Arguments.of(
                                "silence within the first event",
                                Scripts.stallAfter(List.of("data: {\"id\":\"chatcmpl")),
                                "broken stream"),
                        Arguments.of("a stream of nothing", emptyStream(), "broken stream"),
                        Arguments.of(
                                "a stream that begins with an error",
                                Scripts.events(List.of("data: {\"error\":{\"message\":\"overloaded\"}}\n\n")),
                                "broken stream")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streamFailures")
    void a_stream_comes_from_the_second(String how, Script failure, String word) throws IOException {
        String alias = nextAlias();
        first.next(CHAT, failure);

        RawAnswer answer = ask(alias, true);

        assertThat(answer.status()).as(how).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Goldens.bytes("openai/chat-stream.sse"));
        assertServedBySecond(answer, alias, word);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_upstream_that_refuses_connections_is_passed_over(boolean stream) throws IOException {
        RawAnswer answer = ask("refused", stream);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-ingate-attempts"))
                .matches("refusing/m \\(provider_unreachable, \\d+ ms\\), second/m");
    }

    @Test
    void an_upstream_that_hangs_is_let_go() throws IOException {
        first.next(CHAT, Scripts.hang());

        ask(nextAlias(), false);

        await().until(() -> first.onlyCall().cancelled());
    }

    @Test
    void after_output_nothing_is_tried_again() throws IOException {
        first.next(CHAT, Scripts.breakOffAfter(START));

        RawAnswer answer = ask(nextAlias(), true);

        BrokenStreams.assertEndsInAnError(answer, START);
        assertThat(answer.header("x-ingate-attempts")).isNull();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void nor_is_a_whole_answer_of_which_a_part_is_out() throws IOException {
        first.next(CHAT, exchange -> {
            exchange.begin(200, Map.of());
            exchange.chunk("{\"id\":\"chatcmpl-1\",\"choices\":[");
            exchange.awaitRelease();
            exchange.breakOff();
        });

        try (RawConnection connection = gateway.connect()) {
            connection.send(request(nextAlias(), false));
            assertThat(connection.readStatus()).isEqualTo(200);
            connection.readHeaders();
            assertThat(new String(connection.readChunk(), StandardCharsets.UTF_8))
                    .startsWith("{\"id\"");
            first.release();
            assertThat(endsProperly(connection)).as("the client can tell").isFalse();
        }
        assertThat(second.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void when_both_fail_the_caller_learns_of_both_and_of_no_more(boolean stream) throws IOException {
        String alias = nextAlias();
        first.always(CHAT, Scripts.error(500));
        second.always(CHAT, Scripts.hangUp());

        RawAnswer answer = ask(alias, stream);

        Requests.assertOpenAiError(answer, 502);
        String model = alias.replace('a', 'm');
        assertThat(answer.json().path("error").path("message").asText())
                .matches(
                        "Provider error after failover: first/%1$s \\(500, \\d+ ms\\), second/%1$s \\(provider_failed, \\d+ ms\\)\\."
                                .formatted(model));
        assertThat(answer.text()).doesNotContain("127.0.0.1", "boom", GatewayConfig.UPSTREAM_KEY);
    }

    @Test
    void an_error_of_the_clients_comes_back_as_it_is() throws IOException {
        byte[] error = "{ \"error\": {\"message\":\"Invalid 'temperature'.\", \"code\":null} }"
                .getBytes(StandardCharsets.UTF_8);
        first.always(CHAT, Scripts.answer(400, Map.of(), error));

        for (String alias : List.of(nextAlias(), "lists")) {
            RawAnswer answer = ask(alias, false);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo(error);
        }
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void a_request_that_is_too_long_goes_to_the_one_that_reads_more() throws IOException {
        first.next(CHAT, Scripts.answer(400, Map.of(), TOO_LONG.getBytes(StandardCharsets.UTF_8)));

        RawAnswer answer = ask("lists", true);

        assertThat(answer.body()).isEqualTo(Goldens.bytes("openai/chat-stream.sse"));
        assertThat(answer.header("x-ingate-attempts"))
                .matches("first/lists \\(context-length, \\d+ ms\\), second/long");
        assertThat(second.onlyCall().json().path("model").asText()).isEqualTo("long");
    }

    @Test
    void contents_that_are_not_wanted_go_to_another() throws IOException {
        String error = TOO_LONG.replace("context_length_exceeded", "content_filter");
        first.next(CHAT, Scripts.answer(400, Map.of(), error.getBytes(StandardCharsets.UTF_8)));

        assertThat(ask("lists", false).header("x-ingate-attempts"))
                .matches("first/lists \\(content-policy, \\d+ ms\\), second/free");
    }

    @Test
    void what_fails_again_and_again_is_left_alone_and_comes_back() throws IOException {
        String alias = nextAlias();
        first.always(CHAT, Scripts.error(500));
        ask(alias, false);
        ask(alias, false);
        assertThat(first.calls()).hasSize(2);

        RawAnswer resting = ask(alias, false);
        assertThat(resting.header("x-ingate-attempts")).startsWith("first/").contains(" (resting, 0 ms), second/");
        assertThat(first.calls()).as("no more calls arrive").hasSize(2);
        assertThat(state(alias)).as("it rests").isEqualTo(2);

        await("a call that tries it").atMost(REST.multipliedBy(5)).until(() -> {
            ask(alias, true);
            return first.calls().size() == 3;
        });
        first.reset();
        await("the first to serve again").atMost(REST.multipliedBy(10)).until(() -> {
            ask(alias, false);
            return state(alias) == 0;
        });
        assertThat(ask(alias, false).header("x-ingate-served-by")).isEqualTo("first");
        assertThat(metric("caravan_attempts_total", "outcome=\"server-error\"", "provider=\"first\""))
                .isGreaterThanOrEqualTo(3.0);
    }

    @Test
    void one_that_says_when_to_come_again_is_left_alone_until_then() throws IOException {
        String alias = nextAlias();
        first.next(CHAT, Scripts.error(429, Map.of("retry-after", "2")));
        ask(alias, false);

        assertThat(ask(alias, false).header("x-ingate-attempts")).contains("(resting, 0 ms)");
        assertThat(first.calls()).hasSize(1);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> "first".equals(ask(alias, false).header("x-ingate-served-by")));
    }

    @Test
    void one_that_refuses_the_gateways_key_is_left_alone_at_once() throws IOException {
        String alias = nextAlias();
        first.next(CHAT, Scripts.error(401));
        ask(alias, false);

        assertThat(ask(alias, false).header("x-ingate-attempts")).contains("(resting, 0 ms)");
        await().atMost(REST.multipliedBy(5))
                .until(() -> "first".equals(ask(alias, false).header("x-ingate-served-by")));
    }

    @Test
    void all_attempts_together_have_the_time_of_one_call() throws IOException {
        first.always(CHAT, exchange -> {
            Thread.sleep(600);
            exchange.whole(503, Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
        });

        long begun = System.nanoTime();
        RawAnswer answer = ask("late", false);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        Requests.assertOpenAiError(answer, 502);
        assertThat(first.calls()).as("of six, these had time").hasSizeBetween(1, 3);
    }

    private void assertServedBySecond(RawAnswer answer, String alias, String word) {
        String model = alias.replace('a', 'm');
        assertThat(answer.header("x-ingate-served-by")).isEqualTo("second");
        assertThat(answer.header("x-ingate-attempts"))
                .matches("first/%1$s \\(%2$s, \\d+ ms\\), second/%1$s".formatted(model, word));
        assertThat(first.calls()).hasSize(1);
        assertThat(second.calls()).hasSize(1);
    }

    private String nextAlias() {
        assertThat(used).as("aliases left").isLessThan(ALIASES);
        return "a" + used++;
    }

    private RawAnswer ask(String alias, boolean stream) throws IOException {
        return Requests.exchange(gateway, request(alias, stream));
    }

    private static String request(String alias, boolean stream) {
        return Requests.post(
                CHAT,
                "{\"model\":\"" + alias + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    /** Whether the first target of an alias is asked. */
    private double state(String alias) throws IOException {
        return metric("caravan_target_state", "model=\"" + alias.replace('a', 'm') + "\"", "provider=\"first\"");
    }

    /** The value of the line of that name with these labels. */
    private double metric(String name, String... labels) throws IOException {
        String line = Requests.exchange(gateway, Requests.get("/metrics"))
                .text()
                .lines()
                .filter(text -> text.startsWith(name + "{") && Stream.of(labels).allMatch(text::contains))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    private static boolean endsProperly(RawConnection connection) throws IOException {
        try {
            while (connection.readChunk().length > 0) {
                // Until the end.
            }
            return true;
        } catch (EOFException | SocketException | NumberFormatException cut) {
            return false;
        }
    }

    private static Script page(String contentType) {
        return page(contentType, "<html>Please log in</html>");
    }

    private static Script page(String contentType, String text) {
        return Scripts.answer(200, Map.of("content-type", contentType), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Script emptyStream() {
        return exchange -> {
            exchange.begin(200, Map.of("content-type", "text/event-stream"));
            exchange.end();
        };
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
