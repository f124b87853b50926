package dev.caravan.gateway.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.plugins.DialectLoader;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ingestion.ReportReader;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers as providers give them, priced by the shipped list; each figure was reckoned by hand from the rates that it names. */
class RecordedCostsTest {

    private static final ClassLoader HERE = RecordedCostsTest.class.getClassLoader();
    private static final Principal REPORTER =
            Principal.named("app", Role.MEMBER, Set.of()).build();

    @TempDir
    static Path noPlugins;

    private record Example(String what, String provider, String path, String answer, String usd) {

        @Override
        public String toString() {
            return what;
        }
    }

    static List<Example> examples() {
        return List.of(
                new Example(
                        // 1,200 x 2.50 + 300 x 10
                        "plain chat, gpt-4o",
                        "openai",
                        "/v1/chat/completions",
                        chat("gpt-4o", 1200, 300, 0, ""),
                        "0.006"),
                new Example(
                        // (10,000 - 8,000) x 1.25 + 8,000 x 0.125 + 500 x 10
                        "cached input, gpt-5.1",
                        "openai",
                        "/v1/chat/completions",
                        chat("gpt-5.1-2025-11-13", 10_000, 500, 8000, "default"),
                        "0.0085"),
                new Example(
                        // as above at twice the rates: (2,000 x 2.50 + 8,000 x 0.25 + 500 x 20)
                        "priority, gpt-5.1",
                        "openai",
                        "/v1/chat/completions",
                        chat("gpt-5.1", 10_000, 500, 8000, "priority"),
                        "0.017"),
                new Example(
                        // half of (1,000 x 1.25 + 1,000 x 10)
                        "flex, gpt-5.1",
                        "openai",
                        "/v1/chat/completions",
                        chat("gpt-5.1", 1000, 1000, 0, "flex"),
                        "0.005625"),
                new Example(
                        // (20 + 2,000 written for 5 minutes x 1.25 + 1,000 for an hour x 2 + 10,000 read x 0.1) x 3 +
                        // 100 x 15
                        "cache writes of both kinds, claude-sonnet-4-5",
                        "anthropic",
                        "/v1/messages",
                        message(
                                "claude-sonnet-4-5-20250929",
                                """
                                "input_tokens":20,"cache_creation_input_tokens":3000,"cache_read_input_tokens":10000,\
                                "cache_creation":{"ephemeral_5m_input_tokens":2000,"ephemeral_1h_input_tokens":1000},\
                                "output_tokens":100,"service_tier":"standard\""""),
                        "0.01806"),
                new Example(
                        // above 200,000 all at the dear rates: 50,000 x 6 + 160,000 read x 0.60 + 1,000 x 22.50
                        "a long input, claude-sonnet-4-5",
                        "anthropic",
                        "/v1/messages",
                        message(
                                "claude-sonnet-4-5",
                                "\"input_tokens\":50000,\"cache_read_input_tokens\":160000,\"output_tokens\":1000"),
                        "0.4185"),
                new Example(
                        // half of (1,000 x 5 + 400 x 25)
                        "of a batch, claude-opus-4-5",
                        "anthropic",
                        "/v1/messages",
                        message(
                                "claude-opus-4-5",
                                "\"input_tokens\":1000,\"output_tokens\":400,\"service_tier\":\"batch\""),
                        "0.0075"),
                new Example(
                        // 210,000 is above 200,000: 210,000 x 2.50 + (300 + 700 thought) x 15
                        "thoughts after a long input, gemini-2.5-pro",
                        "gemini",
                        "/v1beta/models/gemini-2.5-pro:generateContent",
                        """
                        {"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}],
                        "modelVersion":"gemini-2.5-pro","usageMetadata":{"promptTokenCount":210000,
                        "candidatesTokenCount":300,"thoughtsTokenCount":700,"totalTokenCount":211000}}""",
                        "0.54"),
                new Example(
                        // 100 x 3 + 1 x 15: a stream that broke off, of which the beginning told what had been used by
                        // then
                        "part of a stream, claude-sonnet-4-5",
                        "anthropic",
                        "/v1/messages",
                        Json.object()
                                .textNode(
                                        """
                                        event: message_start
                                        data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant",\
                                        "model":"claude-sonnet-4-5","content":[],"stop_reason":null,"usage":{"input_tokens":100,\
                                        "output_tokens":1}}}

                                        event: content_block_start
                                        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                                        event: content_block_delta
                                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"On"}}

                                        """)
                                .toString(),
                        "0.000315"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aRecordedAnswerCostsWhatTheProviderCharges(Example example) {
        assertThat(record(example).cost().total()).isEqualByComparingTo(example.usd());
    }

    @Test
    void aModelWithoutAPriceHasNoCostWhichIsNotZero() {
        Example unknown =
                new Example("", "openai", "/v1/chat/completions", chat("a-model-of-next-year", 10, 10, 0, ""), "");

        assertThat(record(unknown).cost().total()).isNull();
    }

    private static ExchangeRecord record(Example example) {
        ModelRegistry models = PriceFiles.read(List.of(Path.of("..", "config", "prices.yaml")));
        ReportReader reader = new ReportReader(
                new Extractor(DialectLoader.load(HERE, PluginLoader.load(HERE, noPlugins))),
                new ReportedCosts(new Costs(models), models, new ProviderRegistry(List.of(), Map.of())),
                Clock.systemUTC());
        ObjectNode report = Json.object();
        report.put("provider", example.provider()).put("path", example.path()).put("status_code", 200);
        report.set("response_body", tree(example.answer()));
        return reader.read(report, Source.INGEST, REPORTER, "id");
    }

    private static @Nullable JsonNode tree(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return Json.parse(bytes, 0, bytes.length);
    }

    private static String chat(String model, int input, int output, int cached, String tier) {
        return """
                {"id":"c","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,"message":{"role":
                "assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":%d,"completion_tokens":%d,
                "total_tokens":%d,"prompt_tokens_details":{"cached_tokens":%d}}%s}"""
                .formatted(
                        model,
                        input,
                        output,
                        input + output,
                        cached,
                        tier.isEmpty() ? "" : ",\"service_tier\":\"" + tier + "\"");
    }

    private static String message(String model, String usage) {
        return """
                {"id":"m","type":"message","role":"assistant","model":"%s","content":[{"type":"text","text":"Hi"}],
                "stop_reason":"end_turn","stop_sequence":null,"usage":{%s}}"""
                .formatted(model, usage);
    }
}
