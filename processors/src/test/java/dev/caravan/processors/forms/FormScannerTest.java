package dev.caravan.processors.forms;

import static dev.caravan.processors.forms.TestForm.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormScannerTest {

    private static final String MODEL = "Content-Disposition: form-data; name=\"model\"\r\n";

    /** What is no delimiter, but nearly. */
    private static final String SOUND = "ID3\0\1--xY\r\n--xY\r\n-xYz\r\n\r\r\n--x --xYz--\r\n-";

    private static final String BEFORE = form().field("model", "whisper-1")
            .field("stream", "true")
            .file("file", SOUND)
            .end();

    private static final String BEHIND = form().file("file", SOUND)
            .field("n", "2")
            .field("user", "ann")
            .field("model", "openai/whisper-1")
            .end();

    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of(BEFORE, "whisper-1"),
                Arguments.of(BEHIND, "openai/whisper-1"),
                Arguments.of("A preamble --xYz\r\nof two lines\r\n" + BEFORE + "and an epilogue", "whisper-1"),
                Arguments.of(BEFORE.replace("--xYz\r\n", "--xYz \t\r\n"), "whisper-1"),
                Arguments.of(
                        form().part(MODEL + "Content-Type: text/plain; charset=UTF-8\r\n", "m")
                                .end(),
                        "m"),
                Arguments.of(
                        form().part("CONTENT-DISPOSITION:form-data; NAME=model\r\n", "m")
                                .end(),
                        "m"),
                Arguments.of(form().part("", "no head").field("model", "m").end(), "m"),
                Arguments.of(form().file("file", "").field("model", "m\r\n-").end(), "m\r\n-"),
                Arguments.of(form().file("file", "\r\n").field("model", " m ").end(), " m "));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void findsTheModelWhereverTheFormIsCut(String form, String model) {
        for (int cut = 0; cut <= form.length(); cut++) {
            FormScanner scanner = scanned(List.of(form.substring(0, cut), form.substring(cut)));

            assertThat(scanner.model()).as("cut at %d", cut).isEqualTo(model);
            assertThat(form.substring((int) scanner.modelStart(), (int) scanner.modelEnd()))
                    .isEqualTo(model);
            assertThat(scanner.isOver()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void findsTheModelInSingleBytes(String form, String model) {
        FormScanner scanner =
                scanned(form.chars().mapToObj(c -> String.valueOf((char) c)).toList());

        assertThat(scanner.model()).isEqualTo(model);
    }

    @Test
    void keepsTheOtherFieldsThatCount() {
        assertThat(scanned(List.of(BEFORE)).field("stream")).isEqualTo("true");
        assertThat(scanned(List.of(BEHIND)).field("n")).isEqualTo("2");
        assertThat(scanned(List.of(BEHIND)).field("user")).isEqualTo("ann");
    }

    @Test
    void aFormNeedHaveNoModel() {
        FormScanner scanner = scanned(List.of(form().file("file", "x").end()));

        assertThat(scanner.model()).isNull();
        assertThat(scanner.modelStart()).isEqualTo(-1);
    }

    static Stream<Arguments> ambiguous() {
        return Stream.of(
                Arguments.of(
                        "twice", form().field("model", "a").field("model", "b").end(), "duplicate_field"),
                Arguments.of("in other letters", form().field("Model", "a").end(), "duplicate_field"),
                Arguments.of("with a blank", form().field("model ", "a").end(), "duplicate_field"),
                Arguments.of("as a file", form().file("model", "a").end(), "invalid_type"),
                Arguments.of(
                        "in base64",
                        form().part(MODEL + "Content-Transfer-Encoding: base64\r\n", "Z3B0")
                                .end(),
                        "invalid_type"),
                Arguments.of(
                        "in UTF-16",
                        form().part(MODEL + "Content-Type: text/plain; charset=utf-16\r\n", "m")
                                .end(),
                        "invalid_type"),
                Arguments.of("empty", form().field("model", "").end(), "empty_string"),
                Arguments.of("too long", form().field("model", "m".repeat(1025)).end(), "string_above_max_length"),
                Arguments.of(
                        "far too long", form().field("model", "m".repeat(9999)).end(), "string_above_max_length"),
                Arguments.of(
                        "without an end", form().field("model", "m").end().replace("--xYz--", "--xYz"), "invalid_form"),
                Arguments.of("cut off", "--xYz\r\n" + MODEL + "\r\nm", "invalid_form"),
                Arguments.of("of nothing", "", "invalid_form"),
                Arguments.of("with bare LF", BEFORE.replace("\r\n", "\n"), "invalid_form"),
                Arguments.of(
                        "with a delimiter behind LF",
                        form().file("f", "x\n--xYz\r\n" + MODEL + "\r\nb").end(),
                        "invalid_form"),
                Arguments.of(
                        "with a delimiter behind CR",
                        form().file("f", "x\r--xYz\r\n" + MODEL + "\r\nb").end(),
                        "invalid_form"),
                Arguments.of(
                        "with a delimiter behind no contents", "--xYz\r\n" + MODEL + "\r\n--xYz--", "invalid_form"),
                Arguments.of(
                        "with a longer delimiter",
                        form().file("f", "x\r\n--xYzz\r\n").end(),
                        "invalid_form"),
                Arguments.of(
                        "with LF in a head",
                        "--xYz\r\n" + MODEL.replace("\r", "") + "\r\nm\r\n--xYz--",
                        "invalid_form"),
                Arguments.of(
                        "with a folded head",
                        form().part("Content-Disposition: form-data;\r\n name=\"model\"\r\n", "m")
                                .end(),
                        "invalid_form"),
                Arguments.of(
                        "with a name twice",
                        form().part("Content-Disposition: form-data; name=\"a\"; name=\"model\"\r\n", "m")
                                .end(),
                        "invalid_form"),
                Arguments.of(
                        "with two dispositions", form().part(MODEL + MODEL, "m").end(), "invalid_form"),
                Arguments.of(
                        "with an encoded name",
                        form().part("Content-Disposition: form-data; name*=utf-8''model\r\n", "m")
                                .end(),
                        "invalid_form"),
                Arguments.of(
                        "with an escaped quote",
                        form().part("Content-Disposition: form-data; filename=\"a\\\"; name=\"model\"\r\n", "m")
                                .end(),
                        "invalid_form"),
                Arguments.of(
                        "with an escaped letter",
                        form().part("Content-Disposition: form-data; name=\"mo\\del\"\r\n", "m")
                                .end(),
                        "invalid_form"),
                Arguments.of(
                        "with a long head",
                        form().part("X: " + "x".repeat(17_000) + "\r\n", "m").end(),
                        "invalid_form"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguous")
    void refusesWhatTwoReadersMayReadInTwoWays(String what, String form, String code) {
        for (int size : new int[] {1, 7, form.length() + 1}) {
            assertThatThrownBy(() -> scanned(TestForm.pieces(form, size).stream()
                            .map(piece -> piece.toString(StandardCharsets.ISO_8859_1))
                            .toList()))
                    .as("in pieces of %d", size)
                    .isInstanceOfSatisfying(GatewayError.class, error -> {
                        assertThat(error.status()).isEqualTo(400);
                        assertThat(error.code()).isEqualTo(code);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1023, 4096})
    void aLongFileIsPassedOverInPiecesOfAnySize(int size) {
        String form = form().file("file", (SOUND + "\0".repeat(100)).repeat(200))
                .field("model", "m")
                .end();

        assertThat(scanned(TestForm.pieces(form, size).stream()
                                .map(piece -> piece.toString(StandardCharsets.ISO_8859_1))
                                .toList())
                        .model())
                .isEqualTo("m");
    }

    private static FormScanner scanned(List<String> pieces) {
        FormScanner scanner = new FormScanner(TestForm.DELIMITER);
        for (String text : pieces) {
            ByteBuf piece = TestForm.buffer("##" + text).skipBytes(2);
            scanner.sees(piece);
            assertThat(piece.readableBytes()).isEqualTo(text.length());
        }
        scanner.ended();
        return scanner;
    }
}
