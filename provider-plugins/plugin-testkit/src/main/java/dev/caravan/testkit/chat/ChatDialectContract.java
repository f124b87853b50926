package dev.caravan.testkit.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.Crossing.Outcome;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every chat dialect must do, whatever it looks like: come back unchanged from its own wire format unless it named a loss,
 * keep to its grammar, be cut anywhere, and never take a broken stream for a whole one. Extend it and answer its questions.
 */
public abstract class ChatDialectContract {

    /** The dialect under test. */
    protected abstract ChatDialect dialect();

    /** The grammar of its streams. */
    protected abstract StreamGrammar grammar();

    /** The features of requests that it cannot express, and says so; all others must come back unchanged. */
    protected abstract Set<RequestFeature> inexpressibleInRequests();

    /** The features of answers that it cannot express, and says so. */
    protected abstract Set<AnswerFeature> inexpressibleInAnswers();

    @ParameterizedTest
    @EnumSource
    void a_request_comes_back_as_it_was_or_names_its_losses(RequestFeature feature) {
        Outcome outcome = new Crossing(dialect(), dialect())
                .request(feature.addTo(RequestFeature.plain()))
                .outcome();
        assertThat(outcome == Outcome.EXACT)
                .as("%s: %s", feature, outcome)
                .isNotEqualTo(inexpressibleInRequests().contains(feature));
    }

    @RepeatedTest(60)
    void any_mixture_of_features_comes_back_or_names_its_losses(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        ChatRequest request = RequestFeature.plain();
        List<RequestFeature> mixed = new ArrayList<>();
        for (RequestFeature feature : RequestFeature.values()) {
            if (random.nextInt(4) == 0) {
                request = feature.addTo(request);
                mixed.add(feature);
            }
        }
        ChatRequest whole = request;
        Losses losses = new Losses();
        assertThat(new Crossing(dialect(), dialect()).request(whole).outcome())
                .as("%s", mixed)
                .isNotNull();
        assertThat(encoded(whole, losses)).as("the same bytes twice").isEqualTo(encoded(whole, new Losses()));
    }

    @ParameterizedTest
    @EnumSource
    void a_whole_answer_comes_back_as_it_was_or_names_its_losses(AnswerFeature feature) {
        Outcome outcome = new Crossing(dialect(), dialect())
                .wholeAnswer(feature.sample(), RequestFeature.plain())
                .outcome();
        assertThat(outcome == Outcome.EXACT)
                .as("%s: %s", feature, outcome)
                .isNotEqualTo(inexpressibleInAnswers().contains(feature));
    }

    @ParameterizedTest
    @EnumSource
    void a_streamed_answer_comes_back_as_it_was_however_it_is_cut(AnswerFeature feature) {
        Crossing crossing = new Crossing(dialect(), dialect());
        for (int pieces : List.of(1, 2, 3, 7, 64, 1 << 20)) {
            Outcome outcome = crossing.streamedAnswer(feature.sample(), RequestFeature.plain(), pieces, grammar())
                    .outcome();
            assertThat(outcome == Outcome.EXACT)
                    .as("%s in pieces of %d: %s", feature, pieces, outcome)
                    .isNotEqualTo(inexpressibleInAnswers().contains(feature));
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_use_of_an_answer_is_read_off_the_fields_that_tell_it(AnswerFeature feature) {
        JsonNode answer = dialect().encodeAnswer(feature.sample(), RequestFeature.plain(), new Losses());
        ObjectNode told = Json.object();
        dialect().usageFields().stream().filter(answer::has).forEach(field -> told.set(field, answer.get(field)));

        assertThat(dialect().readUsage(told))
                .isEqualTo(dialect().decodeAnswer(answer, new Losses()).usage())
                .isNotEqualTo(Usage.NONE);
        assertThat(dialect().readUsage(Json.object())).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_cut_off_anywhere_is_never_taken_for_whole(AnswerFeature feature) {
        byte[] stream = streamed(feature);
        int whole = endOfLastEvent(stream);
        for (int length = 0; length < stream.length; length++) {
            List<ChatEvent> events = Crossing.decode(dialect(), Arrays.copyOf(stream, length), 1 << 20);
            if (Crossing.assembled(events).isComplete()) {
                assertThat(length).as("%s: taken for whole too early", feature).isGreaterThanOrEqualTo(whole);
                return;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_provider_that_breaks_after_any_event_ends_in_the_dialects_error(AnswerFeature feature) {
        List<ChatEvent> events = new ArrayList<>();
        AnswerEvents.tell(feature.sample(), events::add);
        for (int kept = 0; kept < events.size(); kept++) {
            List<ChatEvent> broken = new ArrayList<>(events.subList(0, kept));
            broken.add(new ChatEvent.Failed(GatewayError.of(502, "upstream_broke", "The provider broke off.")));
            byte[] stream = Crossing.encode(dialect(), streaming(), broken);
            grammar().check(stream);
            assertThat(Crossing.assembled(Crossing.decode(dialect(), stream, 16))
                            .isComplete())
                    .as("%s broken after %d events", feature, kept)
                    .isFalse();
            assertThat(new String(stream, StandardCharsets.UTF_8)).contains("The provider broke off.");
        }
    }

    @Test
    void an_error_keeps_its_status_and_has_a_message_without_a_body() {
        for (int status : List.of(400, 401, 403, 404, 413, 429, 500, 503, 529)) {
            assertThat(dialect().decodeError(status, null).status()).isEqualTo(status);
            assertThat(dialect().decodeError(status, Json.object()).text()).isNotBlank();
        }
    }

    @Test
    void an_answer_of_another_shape_is_the_providers_fault() {
        for (String body : List.of("[]", "\"text\"", "17")) {
            assertThatThrownBy(() -> dialect().decodeAnswer(Objects.requireNonNull(Json.parse(body)), new Losses()))
                    .isInstanceOf(GatewayError.class)
                    .satisfies(
                            error -> assertThat(((GatewayError) error).status()).isEqualTo(502));
        }
    }

    @Test
    void a_field_that_nobody_knows_is_named() {
        WireRequest known = dialect().encodeRequest(RequestFeature.plain(), new Losses());
        ObjectNode body = known.body().deepCopy().put("field_from_the_future", true);
        Losses losses = new Losses();
        dialect().decodeRequest(new WireRequest(known.model(), known.stream(), body), losses);
        assertThat(losses.fields()).containsExactly("field_from_the_future");
    }

    private byte[] encoded(ChatRequest request, Losses losses) {
        try {
            return Json.bytes(dialect().encodeRequest(request, losses).body());
        } catch (GatewayError refused) {
            return new byte[0];
        }
    }

    private byte[] streamed(AnswerFeature feature) {
        List<ChatEvent> events = new ArrayList<>();
        AnswerEvents.tell(feature.sample(), events::add);
        return Crossing.encode(dialect(), streaming(), events);
    }

    /** Where the last piece begins that the encoder wrote, and the stream can be whole only with it. */
    private int endOfLastEvent(byte[] stream) {
        int end = stream.length - 1;
        while (end > 0 && (stream[end] == '\n' || stream[end] == '\r')) {
            end--;
        }
        return streamEndSlack() < 0 ? end : Math.max(0, end - streamEndSlack());
    }

    /**
     * How many bytes before the last character a stream may be whole: a dialect whose end is told by an event before its last
     * one (usage after the stop reason, {@code [DONE]} behind it) says how long that rest may be. -1 for none.
     */
    protected int streamEndSlack() {
        return -1;
    }

    private static ChatRequest streaming() {
        return RequestFeature.plain().with().stream(true).streamUsage(true).build();
    }

    /** For tests of encoders: what one event is written as. */
    protected final String written(ChatEvent... events) {
        return new String(Crossing.encode(dialect(), streaming(), List.of(events)), StandardCharsets.UTF_8);
    }
}
