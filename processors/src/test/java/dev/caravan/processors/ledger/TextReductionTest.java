package dev.caravan.processors.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.spi.chat.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextReductionTest {

    private static final String BODY =
            "{\"messages\":[{\"content\":\"I am jane@example.org\"}],\"n\":1,\"key\":\"AKIAIOSFODNN7EXAMPLE\"}";

    @Test
    void inFullARecordStaysAsItIs() {
        ExchangeRecord exchange = exchange(BODY, BODY);

        assertThat(TextReduction.to(KeptText.FULL).apply(exchange)).isSameAs(exchange);
    }

    @Test
    void withoutTextsNothingIsLeftOfWhatWasSaid() {
        ExchangeRecord kept = TextReduction.to(KeptText.NONE).apply(exchange(BODY, BODY));

        assertThat(kept.content()).isEqualTo(Content.NONE);
        assertThat(kept.bodies()).isEqualTo(Bodies.NONE);
        assertThat(kept.usage()).isEqualTo(Usage.of(1, 2));
        assertThat(kept.owner().user()).isEqualTo("jane");
    }

    @Test
    void redactedItIsWithoutPersonalDataAndSecretsInEveryText() {
        ExchangeRecord kept = TextReduction.to(KeptText.REDACTED).apply(exchange(BODY, BODY));

        assertThat(text(kept.bodies().request()))
                .contains("I am [email]", "\"n\":1")
                .doesNotContain("jane@", "AKIAIOSFODNN7EXAMPLE");
        assertThat(kept.content().prompt()).isEqualTo("I am [email]");
        assertThat(kept.content().completion()).isEqualTo("Hello");
        assertThat(kept.content().toolCalls())
                .isEqualTo("[{\"id\":\"1\",\"name\":\"mail\",\"arguments\":\"to [email]\"}]");
        assertThat(kept.content().metadata()).containsEntry("note", "[email]");
    }

    @Test
    void redactedNothingIsKeptOfABodyWhoseTextsStandInPieces() {
        ExchangeRecord kept =
                TextReduction.to(KeptText.REDACTED).apply(exchange(BODY, "data: {\"a\":\"jane@exam\"}\n\n"));

        assertThat(kept.bodies().response()).isNull();
    }

    private static ExchangeRecord exchange(String request, String response) {
        return new ExchangeRecord(
                "id",
                Source.PROXY,
                new Owner("shop", "web", "jane", null),
                Trace.NONE,
                new Timing(Instant.EPOCH, null, null, null),
                new Asked("POST", "/v1/chat/completions", "openai", "gpt", "gpt", false),
                new Result(200, "complete", null, "stop"),
                new Content(
                        "I am jane@example.org",
                        "Hello",
                        "[{\"id\":\"1\",\"name\":\"mail\",\"arguments\":\"to jane@example.org\"}]",
                        Map.of("note", "jane@example.org")),
                Usage.of(1, 2),
                false,
                Cost.UNKNOWN,
                new Bodies(bytes(request), bytes(response)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(@Nullable ByteBuffer bytes) {
        return bytes == null
                ? ""
                : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
