package dev.caravan.processors.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeMeterTest {

    private static final String USAGE =
            "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":4}}";
    private static final Usage TOLD = new Usage(11, 7, 4, -1, -1, -1, -1, -1);

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 10_000, 1_000_000})
    void theUseAtTheEndIsReadHoweverLongTheAnswerIs(int length) {
        WholeMeter meter = read("{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(length) + "\"}}]," + USAGE
                + ",\"service_tier\":\"default\"}");

        assertThat(meter.told()).isEqualTo(TOLD);
        assertThat(meter.untoldOutput()).isZero();
    }

    @Test
    void theUseMayStandAnywhereInAnAnswerOfUsualLength() {
        assertThat(read("{" + USAGE + ",\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(50_000) + "\"}}]}")
                        .told())
                .isEqualTo(TOLD);
        assertThat(read("{ \"a\" : 1, " + USAGE.replace(":", " : ").replace(",", " ,\n") + " }\n")
                        .told())
                .isEqualTo(TOLD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"usage\":{\"prompt_tokens\":1},\"service_tier\":\"flex\"} | flex",
                "{\"service_tier\" : \"priority\",\"usage\":{\"prompt_tokens\":1}} | priority",
                "{\"usage\":{\"prompt_tokens\":1,\"service_tier\":\"batch\"}} | batch",
                "{\"service_tier\":null,\"usage\":{\"prompt_tokens\":1}} |",
                "{\"content\":[{\"input\":{\"service_tier\":\"flex\"}}],\"usage\":{\"prompt_tokens\":1}} |",
                "{\"note\":\"\\\"service_tier\\\":\\\"flex\\\"\",\"usage\":{\"prompt_tokens\":1}} |"
            })
    void theTierThatServedIsReadWhereverItStands(String answer, @Nullable String tier) {
        assertThat(read(answer).tier()).isEqualTo(tier);
    }

    @Test
    void onlyTheAnswersOwnUseCounts() {
        String inArguments = "{\"content\":[{\"input\":{\"usage\":{\"prompt_tokens\":99,\"completion_tokens\":99}}}]";
        String inText = "\"note\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":99}\"";

        assertThat(read(inArguments + "}").told()).isEqualTo(Usage.NONE);
        assertThat(read(inArguments + "," + inText + "}").told()).isEqualTo(Usage.NONE);
        assertThat(read(inArguments + "," + USAGE + "," + inText + "}").told()).isEqualTo(TOLD);
        assertThat(read("{" + USAGE + "," + inArguments.substring(1) + "}").told())
                .isEqualTo(TOLD);
    }

    @Test
    void anAnswerThatTellsNothingIsGuessedByItsLength() {
        WholeMeter meter = read("{\"choices\":[\"" + "x".repeat(385) + "\"]}");

        assertThat(meter.told()).isEqualTo(Usage.NONE);
        assertThat(meter.untoldOutput()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"usage\"",
                "{\"usage\":",
                "{\"usage\":7}",
                "{\"usage\":{\"prompt_tokens\":",
                "\\\"\\"
            })
    void whatIsNoAnswerTellsNothing(String body) {
        assertThat(read(body).told()).isEqualTo(Usage.NONE);
    }

    /** In pieces of any length. */
    private static WholeMeter read(String body) {
        WholeMeter meter = new WholeMeter(AnswerFormat.of(new OpenAiChatDialect()));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(7);
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(70_000));
            meter.sees(Unpooled.wrappedBuffer(bytes, at, size));
            at += size;
        }
        meter.ended();
        return meter;
    }
}
