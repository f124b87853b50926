package dev.caravan.processors.forms;

import static dev.caravan.processors.forms.TestForm.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.RequestBody;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class FormBodyTest {

    private static final String LONG = "\r\n-x".repeat(400_000);

    private final List<ByteBuf> given = new ArrayList<>();
    private int asked;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 5000})
    void aShortFormIsHeldAndCanBeSentAgain(int size) {
        String text =
                form().field("model", "openai/whisper-1").file("file", "abc").end();
        FormBody form = read(text, size, true);

        assertThat(form.isWhole()).isTrue();
        assertThat(form.modelMayCome()).isFalse();
        assertThat(whole(form, null)).isEqualTo(text);
        assertThat(whole(form, "whisper-1")).isEqualTo(text.replace("openai/", ""));
        assertThat(whole(form, "w")).isEqualTo(text.replace("openai/whisper-1", "w"));

        form.close();
        assertAllReleased();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 1000, 70_000})
    void aLongFormIsHandedOnAsItCame(int size) {
        String text = form().field("stream", "true")
                .field("model", "openai/whisper-1")
                .file("file", LONG)
                .end();
        FormBody form = read(text, size, true);

        assertThat(form.isWhole()).isFalse();
        assertThat(form.model()).isEqualTo("openai/whisper-1");
        assertThat(asked * size).as("what was read before it is sent").isLessThan(200 + 2 * size);
        assertThat(form.length(null)).isEqualTo(text.length());
        assertThat(form.length("whisper-1")).isEqualTo(text.length() - "openai/".length());
        assertThat(sent(form, "whisper-1")).isEqualTo(text.replace("openai/", ""));

        form.close();
        assertAllReleased();
    }

    @Test
    void noMoreThanAMebibyteIsHeldForTheModel() {
        String text = form().file("file", LONG).field("model", "whisper-1").end();
        FormBody form = read(text, 1000, true);
        List<String> names = new ArrayList<>();
        form.whenNamed(name -> names.add(String.valueOf(name)));

        assertThat(form.modelMayCome()).isTrue();
        assertThat(asked).isEqualTo(FormBody.HEAD / 1000 + 1);
        assertThat(sent(form, null)).isEqualTo(text);
        assertThat(names).containsExactly("whisper-1");

        form.close();
        assertAllReleased();
    }

    @Test
    void aFormOfUnknownLengthIsReadUpToItsModel() {
        String text = form().field("model", "m").file("file", "x".repeat(5000)).end();
        FormBody form = read(text, 100, false);

        assertThat(form.isWhole()).isFalse();
        assertThat(form.length("longer")).isEqualTo(-1);
        assertThat(sent(form, "longer")).isEqualTo(text.replace("\nm\r", "\nlonger\r"));

        form.close();
        assertAllReleased();
    }

    @Test
    void aModelThatMayNotBeUsedEndsTheFormBeforeItIsWhole() {
        String text = form().file("file", LONG).field("model", "secret").end();
        FormBody form = read(text, 1000, true);
        form.whenNamed(name -> {
            throw GatewayError.forbidden("model_not_allowed", "No.");
        });

        List<ByteBuf> received = new ArrayList<>();
        StepVerifier.create(Flux.from(form.send(null)).doOnNext(received::add))
                .thenConsumeWhile(piece -> true)
                .expectErrorSatisfies(
                        error -> assertThat(((GatewayError) error).status()).isEqualTo(403))
                .verify();

        String came = text(received);
        assertThat(text).startsWith(came);
        assertThat(came.length()).isLessThan(text.indexOf("secret"));
        received.forEach(ByteBuf::release);
        assertAllReleased();
    }

    @Test
    void aFormWithoutAModelIsHeldBackUntilThatIsKnown() {
        String text = form().file("file", LONG).end();
        FormBody form = read(text, 1000, true);
        form.whenNamed(name -> {
            assertThat(name).isNull();
            throw GatewayError.forbidden("model_not_allowed", "Name one.");
        });

        List<ByteBuf> received = new ArrayList<>();
        StepVerifier.create(Flux.from(form.send(null)).doOnNext(received::add))
                .thenConsumeWhile(piece -> true)
                .expectError(GatewayError.class)
                .verify();

        assertThat(text(received).length()).isLessThan(text.length() - "--xYz--\r\n".length());
        received.forEach(ByteBuf::release);
        assertAllReleased();
    }

    @Test
    void aSecondModelBehindTheFileEndsTheForm() {
        String text = form().field("model", "a")
                .file("file", LONG)
                .field("model", "b")
                .end();
        FormBody form = read(text, 1000, true);

        List<ByteBuf> received = new ArrayList<>();
        StepVerifier.create(Flux.from(form.send(null)).doOnNext(received::add))
                .thenConsumeWhile(piece -> true)
                .expectErrorSatisfies(
                        error -> assertThat(((GatewayError) error).code()).isEqualTo("duplicate_field"))
                .verify();

        received.forEach(ByteBuf::release);
        assertAllReleased();
    }

    @Test
    void isHandedOnAtTheReadersPace() {
        String text = form().field("model", "m").file("file", LONG).end();
        FormBody form = read(text, 1000, true);
        int before = asked;

        StepVerifier.create(Flux.from(form.send(null)).doOnNext(ByteBuf::release), 0)
                .thenRequest(3)
                .expectNextCount(3)
                .then(() -> assertThat(asked - before).isBetween(2, 4))
                .thenCancel()
                .verify();
        assertAllReleased();
    }

    @Test
    void aReaderWhoLeavesLeavesNothingBehind() {
        FormBody unsent = read(form().field("model", "m").file("file", LONG).end(), 1000, true);
        unsent.close();
        unsent.close();
        assertAllReleased();
    }

    @Test
    void theRestCanBeDropped() {
        FormBody form = read(form().field("model", "m").file("file", LONG).end(), 1000, true);

        StepVerifier.create(form.drained()).verifyComplete();
        assertAllReleased();
    }

    @Test
    void aMalformedFormIsToldWhereItsHeadIsRead() {
        FormBody form = new FormBody(body("no form at all", 4, true), new FormScanner(TestForm.DELIMITER));

        StepVerifier.create(form.readHead())
                .expectErrorSatisfies(
                        error -> assertThat(((GatewayError) error).code()).isEqualTo("invalid_form"))
                .verify();
        form.close();
        assertAllReleased();
    }

    private FormBody read(String text, int size, boolean declared) {
        FormBody form = new FormBody(body(text, size, declared), new FormScanner(TestForm.DELIMITER));
        StepVerifier.create(form.readHead()).verifyComplete();
        return form;
    }

    private RequestBody body(String text, int size, boolean declared) {
        given.addAll(TestForm.pieces(text, size));
        Flux<ByteBuf> pieces = Flux.fromIterable(List.copyOf(given))
                .doOnNext(piece -> asked++)
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
        return new RequestBody() {

            @Override
            public long declaredLength() {
                return declared ? text.length() : -1;
            }

            @Override
            public Mono<ByteBuf> whole(long limit) {
                throw new IllegalStateException("a form is not read as a whole");
            }

            @Override
            public Flux<ByteBuf> stream() {
                return pieces;
            }
        };
    }

    /** Those that were handed out: the others stay with the connection, which frees them. */
    private void assertAllReleased() {
        assertThat(given.subList(0, asked))
                .allSatisfy(piece -> assertThat(piece.refCnt()).isZero());
    }

    private static String whole(FormBody form, @Nullable String model) {
        ByteBuf bytes = form.whole(model);
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        bytes.release();
        return text;
    }

    private static String sent(FormBody form, @Nullable String model) {
        List<ByteBuf> pieces = Flux.from(form.send(model)).collectList().block();
        String text = text(pieces == null ? List.of() : pieces);
        if (pieces != null) {
            pieces.forEach(ByteBuf::release);
        }
        return text;
    }

    private static String text(List<ByteBuf> pieces) {
        return pieces.stream()
                .map(piece -> piece.toString(StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
    }
}
