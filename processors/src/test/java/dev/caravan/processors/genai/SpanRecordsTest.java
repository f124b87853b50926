package dev.caravan.processors.genai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanRecordsTest {

    private static final Principal REPORTER =
            Principal.named("app", Role.MEMBER, Set.of()).project("shop").build();
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private static final ReportedCosts NO_PRICES = new ReportedCosts(
            new Costs(ModelRegistry.EMPTY), ModelRegistry.EMPTY, new ProviderRegistry(List.of(), Map.of()));

    private final SpanRecords records = new SpanRecords(NO_PRICES, true);

    @Test
    void messagesOfTheGenAiConventionsAreRead() {
        ExchangeRecord exchange = exchange(
                """
                {"attributes":{"gen_ai.operation.name":"chat","gen_ai.provider.name":"aws.bedrock",
                 "gen_ai.request.model":"claude","gen_ai.response.model":"claude-1","gen_ai.conversation.id":"c-1",
                 "gen_ai.response.finish_reasons":["stop"],
                 "gen_ai.input.messages":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Weather?\\"}]},{\\"role\\":\\"tool\\",\\"parts\\":[{\\"type\\":\\"tool_call_response\\",\\"response\\":\\"rain\\"}]}]",
                 "gen_ai.output.messages":[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},
                  {"type":"text","content":"Rain."},{"type":"tool_call","id":"c1","name":"look","arguments":{"at":"sky"}}]}]}}
                """);

        assertThat(exchange.content().prompt()).isEqualTo("Weather?");
        assertThat(exchange.content().completion()).isEqualTo("Rain.");
        assertThat(exchange.content().toolCalls())
                .isEqualTo("[{\"id\":\"c1\",\"name\":\"look\",\"arguments\":\"{\\\"at\\\":\\\"sky\\\"}\"}]");
        assertThat(exchange.request().provider()).isEqualTo("bedrock");
        assertThat(exchange.request().servedModel()).isEqualTo("claude-1");
        assertThat(exchange.owner().session()).isEqualTo("c-1");
        assertThat(exchange.result().finishReason()).isEqualTo("stop");
        assertThat(exchange.requestId()).isEqualTo("t-s");
    }

    @Test
    void messagesOfOpenInferenceAreRead() {
        ExchangeRecord exchange = exchange(
                """
                {"attributes":{"openinference.span.kind":"LLM","llm.model_name":"gpt-4o","llm.system":"openai",
                 "llm.input_messages.0.message.role":"system","llm.input_messages.0.message.content":"Be brief.",
                 "llm.input_messages.10.message.role":"user",
                 "llm.input_messages.10.message.contents.0.message_content.type":"text",
                 "llm.input_messages.10.message.contents.0.message_content.text":"Hello",
                 "llm.input_messages.2.message.role":"user","llm.input_messages.2.message.content":"Before",
                 "llm.output_messages.0.message.tool_calls.0.tool_call.id":"c1",
                 "llm.output_messages.0.message.tool_calls.0.tool_call.function.name":"add",
                 "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments":"{}",
                 "llm.token_count.prompt":50,"llm.token_count.completion":4,
                 "llm.token_count.prompt_details.cache_read":30,"llm.cost.total":0.0021,"user.id":"alice"}}
                """);

        assertThat(exchange.content().prompt()).isEqualTo("Hello");
        assertThat(exchange.content().toolCalls()).isEqualTo("[{\"id\":\"c1\",\"name\":\"add\",\"arguments\":\"{}\"}]");
        assertThat(exchange.usage().input()).isEqualTo(50);
        assertThat(exchange.usage().cacheRead()).isEqualTo(30);
        assertThat(exchange.cost().total()).isEqualByComparingTo("0.0021");
        assertThat(exchange.owner().user()).isEqualTo("alice");
        assertThat(exchange.owner().project()).isEqualTo("shop");
    }

    @Test
    void olderAttributesAndEventsAreRead() {
        ExchangeRecord numbered = exchange(
                """
                {"attributes":{"gen_ai.system":"OpenAI","llm.request.type":"chat","gen_ai.request.model":"gpt-4",
                 "gen_ai.prompt.0.role":"user","gen_ai.prompt.0.content":"Hello",
                 "gen_ai.completion.0.content":"Hi","gen_ai.completion.0.finish_reason":"length",
                 "gen_ai.usage.prompt_tokens":9,"gen_ai.usage.completion_tokens":2}}
                """);
        ExchangeRecord events = exchange(
                """
                {"attributes":{"gen_ai.system":"openai","gen_ai.request.model":"gpt-4"},"events":[
                 {"name":"gen_ai.user.message","attributes":{"content":"Hello"}},
                 {"name":"gen_ai.choice","attributes":{"index":0,"finish_reason":"stop","message":"{\\"content\\":\\"Hi\\"}"}}]}
                """);

        assertThat(numbered.content().prompt()).isEqualTo("Hello");
        assertThat(numbered.content().completion()).isEqualTo("Hi");
        assertThat(numbered.usage().input()).isEqualTo(9);
        assertThat(numbered.usage().output()).isEqualTo(2);
        assertThat(numbered.request().provider()).isEqualTo("openai");
        assertThat(numbered.result().finishReason()).isEqualTo("length");
        assertThat(events.content().prompt()).isEqualTo("Hello");
        assertThat(events.content().completion()).isEqualTo("Hi");
        assertThat(events.result().finishReason()).isEqualTo("stop");
    }

    @Test
    void cachedTokensThatWereLeftOutOfTheInputAreAdded() {
        ExchangeRecord exchange = exchange(
                """
                {"attributes":{"gen_ai.operation.name":"chat","gen_ai.usage.input_tokens":5,
                 "gen_ai.usage.cache_read.input_tokens":100,"gen_ai.usage.cache_creation.input_tokens":10,
                 "gen_ai.usage.output_tokens":-4}}
                """);

        assertThat(exchange.usage().input()).isEqualTo(115);
        assertThat(exchange.usage().output()).isEqualTo(Usage.UNKNOWN);
    }

    @Test
    void withoutTextsOnlyNumbersAndNamesAreKept() {
        KeptSpan kept = new SpanRecords(NO_PRICES, false)
                .read(
                        span(
                                """
                                {"attributes":{"gen_ai.operation.name":"chat","gen_ai.prompt.0.content":"secret words",
                                 "note":"secret words","gen_ai.usage.input_tokens":3},"error_message":"secret words",
                                 "events":[{"name":"gen_ai.user.message","time":"now","attributes":{"content":"secret words"}}]}
                                """),
                        REPORTER,
                        null);

        assertThat(kept.span().details().toString())
                .doesNotContain("secret")
                .contains("gen_ai.usage.input_tokens", "chat");
        assertThat(Objects.requireNonNull(kept.exchange()).content().toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "gen_ai.operation.name, execute_tool, TOOL",
        "gen_ai.operation.name, invoke_agent, AGENT",
        "gen_ai.operation.name, embeddings, EMBEDDING",
        "openinference.span.kind, retriever, RETRIEVER",
        "traceloop.span.kind, workflow, CHAIN",
        "gen_ai.request.model, gpt-4, LLM",
        "http.request.method, GET, UNKNOWN"
    })
    void theKindFollowsFromTheAttributes(String attribute, String value, SpanKind kind) {
        ObjectNode details = Json.object();
        details.putObject("attributes").put(attribute, value);
        KeptSpan kept = records.read(span(details), REPORTER, "lab");

        assertThat(kept.span().kind()).isEqualTo(kind);
        assertThat(kept.exchange() != null).isEqualTo(kind.isModelCall());
    }

    @Test
    void aSpanThatTookLongerThanACallCanTellsNoLatency() {
        ObjectNode details = Json.object();
        details.putObject("attributes").put("gen_ai.request.model", "gpt-4");
        for (int days : List.of(7, 8)) {
            ReportedSpan span = new ReportedSpan(
                    Source.OTLP,
                    new Trace("t", "s", null),
                    "span",
                    SpanKind.UNKNOWN,
                    SpanStatus.SUCCESS,
                    START,
                    START.plus(Duration.ofDays(days)),
                    null,
                    details);

            assertThat(Objects.requireNonNull(records.read(span, REPORTER, null).exchange())
                            .timing()
                            .total())
                    .isEqualTo(days == 7 ? Duration.ofDays(7) : null);
        }
    }

    private ExchangeRecord exchange(String details) {
        return Objects.requireNonNull(
                records.read(span(details), REPORTER, null).exchange());
    }

    private static ReportedSpan span(String details) {
        return span((ObjectNode) Objects.requireNonNull(Json.parse(details)));
    }

    private static ReportedSpan span(ObjectNode details) {
        return new ReportedSpan(
                Source.OTLP,
                new Trace("t", "s", null),
                "span",
                SpanKind.UNKNOWN,
                SpanStatus.SUCCESS,
                START,
                START.plusSeconds(1),
                null,
                details);
    }
}
