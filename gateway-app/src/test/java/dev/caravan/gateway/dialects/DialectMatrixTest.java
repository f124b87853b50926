package dev.caravan.gateway.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every dialect against every other one. What comes across, what is lost and named, and what is refused, is written down in
 * {@code src/docs/dialects.md}; a difference fails the test. {@code -Dcaravan.docs.write=true} writes the page anew.
 */
class DialectMatrixTest {

    /** The dialects of the table, in its order; variants of one dialect are left out. */
    private static final Map<String, StreamGrammar> GRAMMARS = Grammars.byDialect();

    private static final Path PAGE = Path.of("..", "src", "docs", "dialects.md");

    static Stream<Arguments> pairs() {
        List<Arguments> pairs = new ArrayList<>();
        for (ChatDialect client : dialects()) {
            for (ChatDialect provider : dialects()) {
                if (client != provider) {
                    pairs.add(Arguments.of(client.name(), provider.name()));
                }
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void streams_come_across_however_they_are_cut(String client, String provider) {
        Crossing crossing = new Crossing(dialect(client), dialect(provider));
        for (AnswerFeature feature : AnswerFeature.values()) {
            for (int pieces : List.of(1, 7, 1 << 20)) {
                assertThat(crossing.streamedAnswer(feature.sample(), RequestFeature.plain(), pieces, grammar(client)))
                        .as("%s from %s to %s in pieces of %d", feature, provider, client, pieces)
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_provider_that_breaks_after_any_event_ends_in_the_clients_error(String client, String provider) {
        ChatRequest streaming =
                RequestFeature.plain().with().stream(true).streamUsage(true).build();
        for (AnswerFeature feature : AnswerFeature.values()) {
            List<ChatEvent> whole = new ArrayList<>();
            AnswerEvents.tell(feature.sample(), whole::add);
            byte[] stream = Crossing.encode(dialect(provider), streaming, whole);
            List<ChatEvent> read = Crossing.decode(dialect(provider), stream, 64);
            for (int kept = 0; kept < read.size(); kept++) {
                List<ChatEvent> broken = new ArrayList<>(read.subList(0, kept));
                broken.add(new ChatEvent.Failed(GatewayError.of(502, "provider_stream_broken", "It broke off.")));
                byte[] told = Crossing.encode(dialect(client), streaming, broken);
                grammar(client).check(told);
                assertThat(new String(told, StandardCharsets.UTF_8)).contains("It broke off.");
            }
        }
    }

    @Test
    void the_page_says_what_comes_across() throws IOException {
        String page = new DialectPage(dialects()).text();
        if (Boolean.getBoolean("caravan.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(page)
                .as("src/docs/dialects.md is not up to date: run the tests with -Dcaravan.docs.write=true")
                .isEqualTo(Files.readString(PAGE));
    }

    private static List<ChatDialect> dialects() {
        return GRAMMARS.keySet().stream().map(DialectMatrixTest::dialect).toList();
    }

    private static ChatDialect dialect(String name) {
        for (ChatDialect dialect : ServiceLoader.load(ChatDialect.class)) {
            if (dialect.name().equals(name)) {
                return dialect;
            }
        }
        throw new AssertionError("there is no dialect " + name);
    }

    private static StreamGrammar grammar(String dialect) {
        return GRAMMARS.get(dialect);
    }
}
