package dev.caravan.processors.metering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.provider.openai.responses.ResponsesDialect;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class StreamMeterTest {

    private static final String TOLD =
            "data: {\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final ChatDialect chat = new OpenAiChatDialect();

    @Test
    void theUseIsReadWhereItIsTold() {
        AnswerMeter meter = read(chat, chunk("Hello") + chunk(" there") + TOLD + DONE);

        assertThat(meter.told()).isEqualTo(Usage.of(11, 7));
        assertThat(meter.untoldOutput()).isZero();
    }

    @RepeatedTest(100)
    void theUseIsTheSameHoweverTheStreamIsCut(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        String stream = chunk("Grüezi \\\"usage\\\":{ ☀️") + chunk("\\n") + TOLD + DONE;
        StreamMeter meter = new StreamMeter(AnswerFormat.of(chat), false);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, 1 + random.nextInt(60));
            see(meter, bytes, at, size);
            at += size;
        }
        meter.ended();

        assertThat(meter.told()).isEqualTo(Usage.of(11, 7));
        assertThat(meter.untoldOutput()).isZero();
    }

    @Test
    void theTierThatServedIsWhatTheStreamSaysLast() {
        String begun =
                "data: {\"type\":\"response.created\",\"response\":{\"service_tier\":\"auto\",\"usage\":null}}\n\n";
        String done = "data: {\"type\":\"response.completed\",\"response\":{\"service_tier\":\"priority\",\"usage\":"
                + "{\"input_tokens\":20,\"output_tokens\":4}}}\n\n";

        assertThat(read(new ResponsesDialect(), begun + done).tier()).isEqualTo("priority");
        assertThat(read(new ResponsesDialect(), begun).tier()).isEqualTo("auto");
        assertThat(read(chat, chunk("\\\"service_tier\\\":\\\"flex\\\"") + TOLD + DONE)
                        .tier())
                .isNull();
    }

    @Test
    void theTierThatStandsInTheUseIsReadThere() {
        String begun = "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":25,"
                + "\"output_tokens\":1,\"service_tier\":\"batch\"}}}\n\n";
        String done = "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                + "\"usage\":{\"output_tokens\":15}}\n\n";

        // Whose use has the same names as Anthropic's.
        AnswerMeter meter = read(new ResponsesDialect(), begun + done);

        assertThat(meter.tier()).isEqualTo("batch");
        assertThat(meter.told()).isEqualTo(Usage.of(25, 15));
    }

    @Test
    void aModelThatWritesOfItsUseIsNotBelieved() {
        String fooling = "{\\\"usage\\\":{\\\"prompt_tokens\\\":999,\\\"completion_tokens\\\":999}}";

        AnswerMeter meter = read(chat, chunk(fooling) + DONE);

        assertThat(meter.told()).isEqualTo(Usage.NONE);
    }

    @Test
    void aToolsSchemaThatHasSuchAFieldIsNotBelieved() {
        String completed =
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"tools\":[{"
                        + "\"parameters\":{\"properties\":{\"usage\":{\"input_tokens\":999,\"output_tokens\":999}}}}],"
                        + "\"usage\":{\"input_tokens\":20,\"output_tokens\":4,\"output_tokens_details\":{\"reasoning_tokens\":3}},"
                        + "\"metadata\":{}}}\n\n";

        AnswerMeter meter = read(new ResponsesDialect(), completed);

        assertThat(meter.told()).isEqualTo(new Usage(20, 4, -1, -1, -1, 3, -1, -1));
    }

    @Test
    void aUseThatIsNotKnownYetIsNone() {
        String waiting = chunk("Hi").replace("]}", "],\"usage\":null}");

        assertThat(read(chat, waiting).told()).isEqualTo(Usage.NONE);
        assertThat(read(chat, waiting + TOLD).told()).isEqualTo(Usage.of(11, 7));
    }

    @Test
    void whatNobodyToldIsGuessedByThePieces() {
        assertThat(read(chat, chunk("a") + chunk("b") + chunk("") + DONE).untoldOutput())
                .isEqualTo(2);
        assertThat(read(chat, chunk("x".repeat(400)) + DONE).untoldOutput()).isEqualTo(100);
    }

    @Test
    void whatCameAfterTheLastReportIsGuessed() {
        AnswerMeter meter = read(chat, chunk("one") + TOLD + chunk("two") + chunk("three"));

        assertThat(meter.told()).isEqualTo(Usage.of(11, 7));
        assertThat(meter.untoldOutput()).isEqualTo(2);
    }

    @Test
    void aReportCoversItsWholeEvent() {
        String both =
                "data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2},\"choices\":[{\"delta\":{\"content\":\"x\"}}]}"
                        + "\n\n";

        assertThat(read(chat, both).untoldOutput()).isZero();
    }

    @Test
    void aCutOffReportIsNone() {
        assertThat(read(chat, TOLD.substring(0, TOLD.length() - 12)).told()).isEqualTo(Usage.NONE);
    }

    @Test
    void aReportWithSpacesInItIsReadToo() {
        String spaced =
                "data: {\n\ndata: \"usage\" : { \"prompt_tokens\" : 3, \"completion_tokens\" : 4 }\ndata: }\n\n";

        assertThat(read(chat, spaced).told()).isEqualTo(Usage.of(3, 4));
    }

    @Test
    void anEventOfMegabytesIsReadAtItsEnd() {
        String text = "\"x".repeat(1000).replace("\"", "");
        StringBuilder event = new StringBuilder("data: {\"response\":{\"output\":[");
        for (int i = 0; i < 3000; i++) {
            event.append("{\"text\":\"").append(text).append("\"},");
        }
        event.append("{}],\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}}\n\n");

        assertThat(read(new ResponsesDialect(), event.toString()).told()).isEqualTo(Usage.of(5, 6));
    }

    private static AnswerMeter read(ChatDialect dialect, String stream) {
        StreamMeter meter = new StreamMeter(AnswerFormat.of(dialect), false);
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        see(meter, bytes, 0, bytes.length);
        meter.ended();
        return meter;
    }

    private static void see(AnswerMeter meter, byte[] bytes, int from, int size) {
        ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, size);
        meter.sees(piece);
        assertThat(piece.readableBytes()).isEqualTo(size);
    }

    private static String chunk(String text) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                + "\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
    }
}
