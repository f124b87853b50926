package dev.caravan.processors.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ListedLedger;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class IngestTest {

    private static final String EXAMPLE =
            """
            {
            "provider": "openai",
            "path": "/v1/chat/completions",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 432,
            "request_body": {
            "model": "gpt-4o-mini",
            "messages": [{"role": "user", "content": "Hello"}]
            },
            "response_body": {
            "choices": [{"message": {"content": "Hi there!"}}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5}
            }
            }
            """;

    private final ListedLedger ledger = new ListedLedger();
    private final List<ExchangeRecord> kept = ledger.records();
    private final Extractor extractor = new Extractor(new Dialects(List.of(new OpenAiChatDialect()), List.of()));
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
    private final ReportReader reader = new ReportReader(extractor, PricedModels.costs(), clock);
    private final Workers workers = new Workers(Schedulers.immediate());
    private int ids;

    @Test
    void anExchangeIsKeptWithWhatItsBodiesSayAndThenAccepted() {
        Answer answer = ingest(EXAMPLE);

        ExchangeRecord exchange = kept.get(0);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(json(answer)).isEqualTo("{\"request_id\":\"" + exchange.requestId() + "\",\"status\":\"accepted\"}");
        assertThat(exchange.request().model()).isEqualTo("gpt-4o-mini");
        assertThat(exchange.content().prompt()).isEqualTo("Hello");
        assertThat(exchange.content().completion()).isEqualTo("Hi there!");
        assertThat(exchange.usage().total()).isEqualTo(15);
        assertThat(exchange.timing().total()).hasMillis(432);
        assertThat(exchange.timing().started()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(exchange.owner().project()).isEqualTo("shop");
        assertThat(exchange.owner().key()).isEqualTo("sidecar");
    }

    @Test
    void whatTheBodiesSayWinsOverWhatTheReporterExtracted() {
        ingest(with(
                EXAMPLE, "\"prompt\": \"mine\", \"completion\": \"mine\", \"model\": \"mine\", \"token_count\": 1"));

        assertThat(kept.get(0).content().prompt()).isEqualTo("Hello");
        assertThat(kept.get(0).request().model()).isEqualTo("gpt-4o-mini");
        assertThat(kept.get(0).usage().total()).isEqualTo(15);
    }

    @Test
    void whatTheReporterExtractedCountsWhereTheBodiesCannotBeRead() {
        ingest(
                """
                {"provider": "own", "path": "/talk", "request_body": {"q": 1}, "response_body": "whatever",
                 "model": "m", "prompt": "p", "completion": "c", "token_count": 7, "metadata": {"a": 1, "b": "x"},
                 "user_id": "alice", "session_id": "s", "timestamp": 1772366400, "request_id": "r-1", "more": true}
                """);

        ExchangeRecord exchange = kept.get(0);
        assertThat(exchange.requestId()).isEqualTo("r-1");
        assertThat(exchange.request().model()).isEqualTo("m");
        assertThat(exchange.content().prompt()).isEqualTo("p");
        assertThat(exchange.content().completion()).isEqualTo("c");
        assertThat(exchange.usage().total()).isEqualTo(7);
        assertThat(exchange.content().metadata())
                .containsEntry("a", "1")
                .containsEntry("b", "x")
                .containsEntry("more", "true");
        assertThat(exchange.owner().user()).isEqualTo("alice");
        assertThat(exchange.timing().started()).isEqualTo("2026-03-01T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "provider|5|a string",
                "status_code|\"ok\"|a whole number",
                "status_code|-1|a whole number",
                "latency_ms|\"1s\"|a number",
                "latency_ms|604800001|a number from 0 to 604800000",
                "metadata|[]|an object",
                "timestamp|\"yesterday\"|a time such as",
                "timestamp|-5|a time such as",
                "request_id|\"\"|1 to 200 printable characters",
                "request_id|\"a\\u0000\"|1 to 200 printable characters",
                "timestamp|\"+999999-01-01T00:00:00Z\"|a time such as",
                "timestamp|1e300|a time such as",
                "token_count|1.5|a whole number"
            })
    void aWrongFieldIsNamed(String field, String value, String expected) {
        assertThatThrownBy(() -> ingest("{\"prompt\": \"p\", \"" + field + "\": " + value + "}"))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(field);
                    assertThat(error.text()).contains("'" + field + "'").contains(expected);
                });
        assertThat(kept).isEmpty();
    }

    @Test
    void aReportOfNothingIsRefused() {
        assertThatThrownBy(() -> ingest("{\"provider\": \"openai\"}"))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.code()).isEqualTo("empty_report"));
    }

    @Test
    void aReportIsPricedAsACallIs() {
        ingest(EXAMPLE);
        ingest(EXAMPLE.replace("gpt-4o-mini", "gpt-unheard-of"));
        ingest(EXAMPLE.replace("\"openai\"", "null"));
        ingest(EXAMPLE.replace("\"usage\"", "\"used\""));
        ingest(EXAMPLE.replace("\"openai\"", "\"OpenAI\"")
                .replace("\"choices\"", "\"model\": \"gpt-4o-mini-2024-07-18\", \"choices\""));
        ingest("{\"provider\": \"openai\", \"model\": \"gpt-4o-mini\", \"token_count\": 9}");

        assertThat(costs()).containsExactly("0.000060", null, null, null, "0.000060", null);
    }

    @Test
    void theTierOfTheAnswerHasPricesOfItsOwn() {
        ingest(EXAMPLE.replace("\"choices\"", "\"service_tier\": \"batch\", \"choices\""));
        ingest(EXAMPLE.replace("\"choices\"", "\"service_tier\": \"default\", \"choices\""));
        ingest(with(EXAMPLE, "\"metadata\": {\"service_tier\": \"batch\"}"));

        assertThat(costs()).containsExactly("0.0000300", "0.000060", "0.0000300");
    }

    private List<String> costs() {
        List<String> costs = new ArrayList<>();
        kept.forEach(exchange -> costs.add(
                exchange.cost().total() == null ? null : exchange.cost().total().toPlainString()));
        return costs;
    }

    @Test
    void aRequestThatCannotBeReadStillNamesItsModel() {
        ingest(EXAMPLE.replace("[{\"role\": \"user\", \"content\": \"Hello\"}]", "7"));

        assertThat(kept.get(0).request().model()).isEqualTo("gpt-4o-mini");
        assertThat(kept.get(0).content().completion()).isEqualTo("Hi there!");
    }

    @Test
    void anErrorThatWasReportedIsKeptWithItsCode() {
        ingest(
                """
                {"provider": "anthropic", "status_code": 529, "request_body": {"model": "m"},
                 "response_body": {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}}
                """);

        assertThat(kept.get(0).result().errorCode()).isEqualTo("overloaded_error");
        assertThat(kept.get(0).result().status()).isEqualTo(529);
    }

    @Test
    void halfACharacterSpoilsNothing() {
        ingest(EXAMPLE.replace("Hello", "Hel\\ud83do"));

        byte[] request = Objects.requireNonNull(kept.get(0).bodies().request()).array();
        assertThat(new String(request, StandardCharsets.UTF_8)).contains("Hel\\uD83Do");
    }

    @Test
    void oneBadExchangeDoesNotSpoilTheOthersOfItsBatch() {
        Answer answer = batch(
                "{\"exchanges\": [" + EXAMPLE + ", {\"prompt\": 5}, 7, {\"prompt\": \"p\", \"request_id\": \"own\"}]}");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(json(answer))
                .isEqualTo("{\"accepted\":2,\"rejected\":2,\"items\":["
                        + "{\"index\":0,\"request_id\":\"id-1\",\"accepted\":true},"
                        + "{\"index\":1,\"request_id\":\"id-2\",\"accepted\":false,"
                        + "\"error\":\"Invalid 'prompt': expected a string.\"},"
                        + "{\"index\":2,\"request_id\":\"id-3\",\"accepted\":false,\"error\":\"Expected an object.\"},"
                        + "{\"index\":3,\"request_id\":\"own\",\"accepted\":true}]}");
        assertThat(kept).hasSize(2);
    }

    @Test
    void aBatchOfTooManyIsRefusedAsAWhole() {
        assertThatThrownBy(() -> batch("{\"exchanges\": [1,2,3,4,5]}"))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(413);
                    assertThat(error.text()).contains("4 exchanges at most");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,}|The body is no JSON: Expecting property name enclosed in double quotes, character 7.",
                "{\"a\":NaN}|The body is no JSON: Expecting value, character 5.",
                "{\"a\":1,\"a\":2}|The body is no JSON: A field is given more than once, character 0.",
                "{\"a\":1,\"\\ud800\":2}|The body is no JSON: The name of a field has half of a surrogate pair, character 7.",
                "{\"a\":1e99999999999}|The body is no JSON: A number has too many digits, character 5.",
                "[1]|The body is JSON, but no object.",
                "''|The body is no JSON: Expecting value, character 0."
            })
    void aBodyThatCannotBeReadSaysWhere(String body, String message) {
        Call call = TestCall.post("/api/v1/ingest")
                .body(Mono.just(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)))
                .build();

        assertThatThrownBy(() -> new ReadReport(1000, workers).apply(call).block())
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.text()).isEqualTo(message);
                });
    }

    @Test
    void aNumberOfTooManyDigitsIsNoFieldGivenTwice() {
        JsonFault fault =
                JsonFault.in(("{\"a\":[1,-" + "9".repeat(1001) + "],\"b\":1}").getBytes(StandardCharsets.UTF_8));

        assertThat(fault).isEqualTo(new JsonFault("A number has too many digits", 8));
    }

    private Answer ingest(String report) {
        return run(new IngestExchange(ledger, reader, workers), report);
    }

    private Answer batch(String report) {
        return run(new IngestBatch(ledger, reader, () -> "id-" + ++ids, workers, 4), report);
    }

    private static Answer run(AsyncCallStep step, String report) {
        Call call = TestCall.post("/api/v1/ingest")
                .caller(Principal.named("sidecar", Role.MEMBER, Set.of(Scope.INGEST))
                        .project("shop")
                        .build())
                .loop(ImmediateEventExecutor.INSTANCE)
                .build();
        call.parsedAs((ObjectNode) Objects.requireNonNull(Json.parse(report)));
        step.apply(call).block();
        return Objects.requireNonNull(call.answer());
    }

    private static String with(String report, String more) {
        return report.strip().substring(0, report.strip().length() - 1) + ", " + more + "}";
    }

    private static String json(Answer answer) {
        byte[] bytes = Objects.requireNonNull(
                WholeBody.of(answer.body(), WholeBody.ANSWER_LIMIT).block());
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
