package dev.caravan.processors.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ListedLedger;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class IngestIntakeTest {

    private static final String EXCHANGE =
            """
            "request": {"model": "gpt-4o-mini", "messages": [{"role": "developer", "content": "Be brief."},
                {"role": "user", "content": "Hello", "more": 1}], "temperature": 0.5},
            "response": {"id": "c-1", "model": "gpt-4o-mini-2024-07-18", "choices": [{"finish_reason": "stop",
                "message": {"role": "assistant", "content": "Hi there!"}}],
                "usage": {"prompt_tokens": 10, "completion_tokens": 5}}
            """;

    private final ListedLedger ledger = new ListedLedger();
    private final Extractor extractor = new Extractor(new Dialects(List.of(new OpenAiChatDialect()), List.of()));
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z"));
    private final Workers workers = new Workers(Schedulers.immediate());
    private final AtomicLong numbers = new AtomicLong();
    private final ReadIntakeReport read = new ReadIntakeReport(10_000_000, workers);
    private final IngestIntake ingest = new IngestIntake(
            ledger, new IntakeReader(extractor, PricedModels.costs(), clock), workers, numbers::incrementAndGet);

    @Test
    void theExampleOfTheReferenceIsTaken() {
        Answer answer = ingest(
                "{\"request\":{\"messages\":[{\"role\":\"user\"}],\"model\":\"gpt-4o-mini\"},\"response\":{\"error\":{}}}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(json(answer).toString())
                .isEqualTo("{\"session_id\":\"session_0000000000000001\",\"span_id\":\"span_0000000000000002\"}");
        assertThat(only().result().status()).isEqualTo(500);
    }

    @Test
    void whatIsSaidIsKept() {
        ingest("{\"provider\": \"openai\", \"session_id\": \"s\", \"trace_id\": \"t\", " + EXCHANGE + "}");

        ExchangeRecord exchange = only();
        assertThat(exchange.source()).isEqualTo(Source.INTAKE);
        assertThat(exchange.requestId()).isEqualTo("01900000-0000-7000-8000-000000000000");
        assertThat(exchange.owner()).isEqualTo(new ExchangeRecord.Owner("shop", "sidecar", null, "s"));
        assertThat(exchange.trace()).isEqualTo(new ExchangeRecord.Trace("t", "span_0000000000000001", null));
        assertThat(exchange.request().provider()).isEqualTo("openai");
        assertThat(exchange.request().model()).isEqualTo("gpt-4o-mini");
        assertThat(exchange.request().servedModel()).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(exchange.content().prompt()).isEqualTo("Hello");
        assertThat(exchange.content().completion()).isEqualTo("Hi there!");
        assertThat(exchange.content().metadata())
                .containsEntry("workspace", "my lab")
                .containsEntry("response_id", "c-1");
        assertThat(exchange.usage().total()).isEqualTo(15);
        assertThat(exchange.result().status()).isEqualTo(200);
        assertThat(exchange.result().finishReason()).isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|0.000060||",
                "\"cost_usd\": 0.25|0.25||",
                "\"cost_usd\": 0|0.0||",
                "\"cost_usd\": \"1.5\", \"cost_input_usd\": 1, \"cost_output_usd\": null|1.5|1.0|",
                "\"cost_input_usd\": 0.5, \"cost_output_usd\": 0.25|0.75|0.5|0.25",
                "\"cost_output_usd\": 0.25|0.000060||0.25"
            })
    void whatTheReporterSaysOfCostsWinsOverThePriceLists(String costs, String total, String input, String output) {
        String field = costs.isEmpty() ? "" : costs + ", ";

        ingest("{\"provider\": \"openai\", " + field + EXCHANGE + "}");

        assertThat(only().cost().total()).hasToString(total);
        assertThat(text(only().cost().input())).isEqualTo(input);
        assertThat(text(only().cost().output())).isEqualTo(output);
    }

    @Test
    void theDetailsOfCostsAreKept() {
        ingest("{\"cost_details\": {\"cached\": 0.001, \"fee\": 2}, " + EXCHANGE + "}");

        assertThat(only().cost().details().toString()).isEqualTo("{cached=0.001, fee=2.0}");
        assertThat(only().content().metadata()).containsEntry("cost_details", "{\"cached\":0.001,\"fee\":2}");
        assertThat(only().cost().total()).isNull();
    }

    @Test
    void theNewerContextWinsOverTheDeprecatedOne() {
        ingest("{\"experiment_context\": {\"experiment_id\": \"e\", \"test_case_id\": null},"
                + "\"evaluation_context\": {\"evaluation_id\": \"old\", \"test_case_id\": \"7\"}, " + EXCHANGE + "}");

        assertThat(only().content().metadata())
                .containsEntry("experiment_context.experiment_id", "e")
                .doesNotContainKey("experiment_context.test_case_id")
                .doesNotContainKey("evaluation_context.evaluation_id");
    }

    @Test
    void theDeprecatedContextCountsWhereItIsAlone() {
        ingest("{\"experiment_context\": null, \"evaluation_context\":"
                + " {\"evaluation_id\": \"old\", \"metadata\": {\"a\": [1]}}, " + EXCHANGE + "}");

        assertThat(only().content().metadata())
                .containsEntry("evaluation_context.evaluation_id", "old")
                .containsEntry("evaluation_context.metadata", "{\"a\":[1]}");
    }

    /** What FastAPI answers, written by {@code intake_reference.py} beside it with FastAPI 0.165 and pydantic 2.13. */
    @TestFactory
    Stream<DynamicTest> everyPropertyIsCheckedAsFastApiDoesIt() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("intake-answers.json"))) {
            JsonNode cases = Objects.requireNonNull(Json.parse(in));
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(entry -> DynamicTest.dynamicTest(
                            "body: " + entry.path("body").asText(), () -> answersAsFastApi(entry)));
        }
    }

    private void answersAsFastApi(JsonNode expected) {
        Answer answer = ingest(expected.path("body").textValue());

        assertThat(answer.status()).isEqualTo(expected.path("status").intValue());
        if (answer.status() == 422) {
            assertThat(json(answer)).isEqualTo(expected.path("answer"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e12", "-1e300", "1e400", "\"nan\"", "\"-inf\"", "\"1e999999\""})
    void aCostMustBeAnAmount(String value) {
        Answer answer = ingest("{\"cost_usd\": " + value + ", " + EXCHANGE + "}");

        assertThat(json(answer).at("/detail/0/type").asText()).isEqualTo("finite_number");
        assertThat(ledger.records()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\":NaN}|5|Expecting value", "{\"a\":1,\"a\":2}|0|A field is given more than once"})
    void whatPythonWouldTakeForJsonIsNone(String body, int position, String error) {
        JsonNode fault = json(ingest(body)).at("/detail/0");

        assertThat(fault.path("type").asText()).isEqualTo("json_invalid");
        assertThat(fault.at("/loc/1").intValue()).isEqualTo(position);
        assertThat(fault.at("/ctx/error").asText()).isEqualTo(error);
    }

    @Test
    void ofVeryManyFaultsTheFirstAreTold() {
        Answer answer = ingest("{\"request\":{\"messages\":[" + "1,".repeat(200_000) + "1]}}");

        assertThat(json(answer).path("detail")).hasSize(100);
        assertThat(json(answer).at("/detail/99/loc").toString()).isEqualTo("[\"body\",\"request\",\"messages\",99]");
        assertThat(json(answer).at("/detail/0").has("input")).isFalse();
    }

    @Test
    void whatIsNotTextIsRefused() {
        Call call = call(Mono.just(Unpooled.wrappedBuffer(new byte[] {'{', '"', (byte) 0xff, '"', '}'})));

        assertThatThrownBy(() -> read.apply(call).block()).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.text()).isEqualTo("There was an error parsing the body");
        });
    }

    private Answer ingest(String body) {
        Call call = call(Mono.just(Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)));
        read.apply(call).block();
        ingest.apply(call).block();
        return Objects.requireNonNull(call.answer());
    }

    private static Call call(Mono<ByteBuf> body) {
        return TestCall.post("/apis/intake/v2/workspaces/my%20lab/ingest/chat-completions")
                .variable("workspace", "my%20lab")
                .caller(Principal.named("sidecar", Role.MEMBER, Set.of(Scope.INGEST))
                        .project("shop")
                        .build())
                .body(body)
                .build();
    }

    private ExchangeRecord only() {
        List<ExchangeRecord> kept = new ArrayList<>(ledger.records());
        assertThat(kept).hasSize(1);
        return kept.get(0);
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    private static JsonNode json(Answer answer) {
        byte[] bytes = Objects.requireNonNull(
                WholeBody.of(answer.body(), WholeBody.ANSWER_LIMIT).block());
        return Objects.requireNonNull(Json.parse(bytes, 0, bytes.length));
    }
}
