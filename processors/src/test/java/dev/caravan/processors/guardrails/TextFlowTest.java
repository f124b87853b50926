package dev.caravan.processors.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.guard.TextScanner;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text becomes that comes in pieces is what it becomes as a whole, wherever it is cut. */
class TextFlowTest {

    private static final ConfiguredGuardrail EMAIL = Guards.redacting(TestScanner.EMAIL);
    private static final ConfiguredGuardrail PIN = Guards.redacting(TestScanner.PIN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nothing to see",
                "ann@example.com",
                "Write to ann@example.com or bob@example.org; the PIN is 1234.",
                "1234 12345 x1234 1234x 1234",
                "ann@example.com,bob@example.com",
                "😀 ann@example.com 😀1234😀",
                "the last word is 1234",
                "a@b c@d e@f 0000 1111 2222",
            })
    void everySplitGivesWhatTheWholeTextGives(String text) {
        String whole = Guards.inspection(Side.OUTPUT, EMAIL, PIN).whole(text, TextKind.TEXT);

        assertThat(whole).doesNotContainPattern("\\b(\\d{4}|\\w+@\\w+)\\b");
        for (int first = 0; first <= text.length(); first++) {
            for (int second = first; second <= text.length(); second++) {
                assertThat(flowed(TextKind.TEXT, cut(text, first, second))).isEqualTo(whole);
            }
        }
        assertThat(flowed(TextKind.TEXT, characters(text))).isEqualTo(whole);
    }

    @Test
    void soDoesEverySplitOfAnyText() {
        Random random = new Random(7);
        for (int run = 0; run < 3000; run++) {
            String text = randomText(random, "ab@. 12\n😀".codePoints().toArray(), random.nextInt(400));
            String whole = Guards.inspection(Side.OUTPUT, EMAIL, PIN).whole(text, TextKind.TEXT);

            assertThat(flowed(TextKind.TEXT, pieces(random, text)))
                    .as("text '%s'", text)
                    .isEqualTo(whole);
        }
    }

    static List<String> arguments() {
        return List.of(
                "{}",
                "{\"to\":\"ann@example.com\",\"pin\":1234,\"n\":12.5,\"ok\":true,\"none\":null}",
                " {\"text\": \"line\\nann@example.com\\t\\\"1234\\\"\", \"list\": [\"a\", \"1234\", {\"x\":\"ann\\u0040example.com\"}]} ",
                "{\"ann@example.com\":1}",
                "{\"big\":41111234,\"pin\":123456,\"caf\\u00e9\":\"\\ud83d\\ude00 1234\"}",
                "\"ann@example.com\"",
                "[]");
    }

    @ParameterizedTest
    @MethodSource("arguments")
    void everySplitOfJsonStaysTheSameJson(String json) {
        String whole = Guards.inspection(Side.OUTPUT, EMAIL, PIN).whole(json, TextKind.JSON);
        JsonNode parsed = Json.parse(whole);

        assertThat(parsed).as(whole).isNotNull();
        assertThat(whole).doesNotContain("example.com").doesNotContainPattern("\\b1234\\b(?!,\"n)");
        for (int first = 0; first <= json.length(); first++) {
            for (int second = first; second <= json.length(); second++) {
                assertThat(Json.parse(flowed(TextKind.JSON, cut(json, first, second))))
                        .isEqualTo(parsed);
            }
        }
        assertThat(Json.parse(flowed(TextKind.JSON, characters(json)))).isEqualTo(parsed);
    }

    @Test
    void jsonInWhichNothingIsFoundStaysAsItIsWritten() {
        String json = "{ \"a\" : \"\\u00e9\\/\" , \"b\" : [ 1.50e3 ] }";

        assertThat(Guards.inspection(Side.OUTPUT, EMAIL).whole(json, TextKind.JSON))
                .isEqualTo(json);
    }

    @Test
    void whatIsNoJsonIsOneText() {
        String text = "ann@example.com, {1234}";

        assertThat(Guards.inspection(Side.OUTPUT, EMAIL, PIN).whole(text, TextKind.JSON))
                .isEqualTo("[email], {[pin]}");
        assertThat(flowed(TextKind.JSON, characters(text))).isEqualTo("[email], {[pin]}");
    }

    @Test
    void noMoreIsHeldBackThanIsUndecided() {
        TextFlow flow = Guards.inspection(Side.OUTPUT, EMAIL).flow(TextKind.TEXT);

        assertThat(flow.grow("Write to an")).isEqualTo("Write to ");
        assertThat(flow.grow("n@example")).isEmpty();
        assertThat(flow.grow(".com now")).isEqualTo("[email] ");
        assertThat(flow.end()).isEqualTo("now");
    }

    @Test
    void noMoreIsHeldBackThanTheWindow() {
        ConfiguredGuardrail narrow = Guards.named("e", TestScanner.EMAIL, GuardrailAction.REDACT)
                .window(64)
                .built();
        TextFlow flow = Guards.inspection(Side.OUTPUT, narrow).flow(TextKind.TEXT);

        assertThat(flow.grow("x".repeat(1000))).hasSize(936);
        assertThat(flow.grow("y".repeat(1000))).hasSize(1000);
    }

    @Test
    void aFindingThatOutgrowsTheWindowGoesOutRedacted() {
        ConfiguredGuardrail narrow = Guards.named("e", TestScanner.EMAIL, GuardrailAction.REDACT)
                .window(64)
                .built();
        TextFlow flow = Guards.inspection(Side.OUTPUT, narrow).flow(TextKind.TEXT);

        String out = flow.grow("see a@" + "b".repeat(100)) + flow.grow(" and") + flow.end();

        assertThat(out).isEqualTo("see [email] and");
    }

    @Test
    void wordsAreSeenAsWordsWhereTheTextWasLetOut() {
        TextFlow flow = Guards.inspection(Side.OUTPUT, PIN).flow(TextKind.TEXT);

        String out = flow.grow("ab")
                + flow.grow("1234 ")
                + flow.grow("x")
                + flow.grow("-")
                + flow.grow("1234 ")
                + flow.end();

        assertThat(out).isEqualTo("ab1234 x-[pin] ");
    }

    @Test
    void aWatcherHoldsNothingBackAndSeesAll() {
        ConfiguredGuardrail warning =
                Guards.named("pins", TestScanner.PIN, GuardrailAction.WARN).built();
        Inspection inspection = Guards.inspection(Side.OUTPUT, warning);
        TextFlow flow = inspection.flow(TextKind.TEXT);

        assertThat(flow.grow("it is 12")).isEqualTo("it is 12");
        assertThat(flow.grow("34")).isEqualTo("34");
        assertThat(flow.end()).isEmpty();
        assertThat(inspection.tally().header()).isEqualTo("pins=warn(pin:1)");
    }

    @Test
    void placeholdersBecomeTheirOriginalsWhereverTheyAreCut() {
        String asked = "Write to ann@example.com, bob@example.com and ann@example.com!";
        Call call = TestCall.post("/").build();
        ConfiguredGuardrail restoring = Guards.named("e", TestScanner.EMAIL, GuardrailAction.REDACT)
                .on(Side.INPUT)
                .restoring()
                .built();
        String redacted = Guards.inspection(call, Side.INPUT, restoring).whole(asked, TextKind.TEXT);
        assertThat(redacted).isEqualTo("Write to [email-1], [email-2] and [email-1]!");

        String answer = "[[email-1]] [email-2][email-3] [email [email-1";
        String restored = "[ann@example.com] bob@example.com[email-3] [email [email-1";
        for (int first = 0; first <= answer.length(); first++) {
            for (int second = first; second <= answer.length(); second++) {
                TextFlow flow = Guards.inspection(call, Side.OUTPUT).flow(TextKind.TEXT);
                assertThat(flowed(flow, cut(answer, first, second))).isEqualTo(restored);
            }
        }
        TextFlow arguments = Guards.inspection(call, Side.OUTPUT).flow(TextKind.JSON);
        assertThat(flowed(arguments, characters("{\"to\":\"[email-1]\"}"))).isEqualTo("{\"to\":\"ann@example.com\"}");
    }

    @Test
    void originalsAreEscapedWhereTheyLandInJson() {
        Call call = TestCall.post("/").build();
        ConfiguredGuardrail quotes = Guards.named(
                        "q", TestScanner.of("quote", "\"[^\"]*\"", "[^~]"), GuardrailAction.REDACT)
                .on(Side.INPUT)
                .restoring()
                .built();
        assertThat(Guards.inspection(call, Side.INPUT, quotes).whole("say \"hi\\\"", TextKind.TEXT))
                .isEqualTo("say [quote-1]");

        String arguments = Guards.inspection(call, Side.OUTPUT).whole("{\"it\":\"[quote-1]\"}", TextKind.JSON);

        assertThat(arguments).isEqualTo("{\"it\":\"\\\"hi\\\\\\\"\"}");
    }

    @Test
    void thoughtsKeepTheirPlaceholders() {
        Call call = TestCall.post("/").build();
        ConfiguredGuardrail restoring = Guards.named("e", TestScanner.EMAIL, GuardrailAction.REDACT)
                .restoring()
                .built();
        assertThat(Guards.inspection(call, Side.INPUT, restoring).whole("a@b", TextKind.TEXT))
                .isEqualTo("[email-1]");

        assertThat(Guards.inspection(call, Side.OUTPUT, restoring).whole("[email-1]", TextKind.THOUGHT))
                .isEqualTo("[email-1]");
    }

    @Test
    void whatTheModelSaysOfItselfIsNotPutBack() {
        Call call = TestCall.post("/").build();
        ConfiguredGuardrail restoring = Guards.named("e", TestScanner.EMAIL, GuardrailAction.REDACT)
                .restoring()
                .built();
        assertThat(Guards.inspection(call, Side.INPUT, restoring).whole("a@b", TextKind.TEXT))
                .isEqualTo("[email-1]");

        assertThat(Guards.inspection(call, Side.OUTPUT, restoring).whole("[email-1] and c@d", TextKind.TEXT))
                .isEqualTo("a@b and [email-2]");
    }

    @Test
    void noPlaceholderIsOneThatTheClientHasWritten() {
        ConfiguredGuardrail restoring = Guards.named("e", TestScanner.EMAIL, GuardrailAction.REDACT)
                .restoring()
                .built();
        Inspection inspection = Guards.inspection(Side.INPUT, restoring);
        inspection.expects(() -> List.of("What is [email-7] in a@b?"));

        assertThat(inspection.whole("What is [email-7] in a@b?", TextKind.TEXT))
                .isEqualTo("What is [email-7] in [email-8]?");
    }

    @Test
    void aScannerThatBreaksFailsTheCallAndLetsTheTextGoOn() {
        TextScanner broken = new TextScanner() {

            @Override
            public List<Finding> scan(String text) {
                throw new IllegalStateException("quotes " + text);
            }

            @Override
            public int undecided(String text) {
                return 0;
            }
        };
        Inspection closed = Guards.inspection(
                Side.OUTPUT, Guards.named("odd", broken, GuardrailAction.REDACT).built());
        Inspection open = Guards.inspection(
                Side.OUTPUT,
                Guards.named("odd", broken, GuardrailAction.REDACT)
                        .failingOpen()
                        .built(),
                EMAIL);

        assertThat(flowed(closed.flow(TextKind.TEXT), List.of("x"))).isEqualTo("x");
        assertThat(closed.tally().refusal()).hasMessage("Guardrail 'odd' failed, so that nothing passes it.");
        assertThat(flowed(open.flow(TextKind.TEXT), List.of("a", "@", "b"))).isEqualTo("[email]");
        assertThat(open.tally().refusal()).isNull();
        assertThat(open.tally().results())
                .extracting(GuardrailResult::outcome)
                .containsExactly(GuardrailOutcome.FAILED, GuardrailOutcome.REDACTED);
    }

    private static String flowed(TextKind kind, List<String> pieces) {
        return flowed(Guards.inspection(Side.OUTPUT, EMAIL, PIN).flow(kind), pieces);
    }

    private static String flowed(TextFlow flow, List<String> pieces) {
        StringBuilder out = new StringBuilder();
        pieces.forEach(piece -> out.append(flow.grow(piece)));
        return out.append(flow.end()).toString();
    }

    private static List<String> cut(String text, int first, int second) {
        return List.of(text.substring(0, first), text.substring(first, second), text.substring(second));
    }

    private static List<String> characters(String text) {
        return IntStream.range(0, text.length())
                .mapToObj(at -> text.substring(at, at + 1))
                .toList();
    }

    private static List<String> pieces(Random random, String text) {
        List<String> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(30));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }

    private static String randomText(Random random, int[] alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
