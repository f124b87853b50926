package dev.caravan.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.sessions.SessionKey;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.processors.sessions.SessionStore;
import dev.caravan.processors.sessions.Turn;
import dev.caravan.processors.sessions.TurnSize;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What every store of sessions holds to. */
abstract class SessionStoreContract {

    static final SessionRules RULES = new SessionRules(Duration.ofHours(1), 1000, 100_000);
    final DefaultEventExecutor loop = new DefaultEventExecutor();
    final SessionKey key = new SessionKey(
            "0b2f6f3e-1111-4222-8333-444455556666", UUID.randomUUID().toString());

    abstract SessionStore store();

    @AfterEach
    void stopTheLoop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void aSessionThatNobodyBeganIsUnknown() {
        assertThat(load(key)).isNull();
    }

    @Test
    void turnsComeBackInTheirOrderAsTheyWereAdded() {
        append(turn("[\"Grüße 你好 👋 'quoted' \\u0000\"]"), RULES);
        append(new Turn(new TurnSize(1, 7, true), "[2]"), RULES);

        assertThat(load(key))
                .containsExactly(turn("[\"Grüße 你好 👋 'quoted' \\u0000\"]"), new Turn(new TurnSize(1, 7, true), "[2]"));
    }

    @Test
    void theSameIdInAnotherProjectIsAnotherSession() {
        append(turn("[1]"), RULES);

        assertThat(load(new SessionKey("99999999-1111-4222-8333-444455556666", key.id())))
                .isNull();
    }

    @Test
    void theOldestTurnsGoWhenThereAreTooManyMessagesOrTokens() {
        SessionRules three = new SessionRules(Duration.ofHours(1), 6, 100_000);
        SessionRules tokens = new SessionRules(Duration.ofHours(1), 1000, 25);

        for (int i = 0; i < 5; i++) {
            append(turn("[" + i + "]"), three);
        }
        assertThat(load(key)).containsExactly(turn("[2]"), turn("[3]"), turn("[4]"));

        append(turn("[5]"), tokens);
        assertThat(load(key)).containsExactly(turn("[4]"), turn("[5]"));
    }

    @Test
    void aToolsResultGoesWithItsCall() {
        SessionRules two = new SessionRules(Duration.ofHours(1), 5, 100_000);

        append(turn("[1]"), two);
        append(new Turn(new TurnSize(2, 10, true), "[\"result\"]"), two);
        append(turn("[3]"), two);

        assertThat(load(key)).containsExactly(turn("[3]"));
    }

    @Test
    void aSessionOfWhichNothingIsKeptIsThereAllTheSame() {
        SessionRules none = new SessionRules(Duration.ofHours(1), 1, 100_000);

        append(turn("[1]"), none);
        assertThat(load(key)).isEmpty();

        append(turn("[2]"), RULES);
        assertThat(load(key)).containsExactly(turn("[2]"));
        append(turn("[3]"), none);
        assertThat(load(key)).isEmpty();
    }

    @Test
    void ofTurnsThatAreAddedAtOnceNoneIsLost() {
        Flux.fromStream(IntStream.range(0, 60).boxed())
                .flatMap(i -> store().append(key, turn("[" + i + "]"), RULES, loop), 12)
                .blockLast(Duration.ofSeconds(60));

        assertThat(Objects.requireNonNull(load(key)))
                .extracting(Turn::content)
                .containsExactlyInAnyOrder(
                        IntStream.range(0, 60).mapToObj(i -> "[" + i + "]").toArray(String[]::new));
    }

    @Test
    void resultsAreToldOnTheCallsLoop() {
        append(turn("[1]"), RULES);

        Boolean onLoop =
                store().load(key, loop).map(turns -> loop.inEventLoop()).block(Duration.ofSeconds(30));

        assertThat(onLoop).isTrue();
    }

    static Turn turn(String content) {
        return new Turn(new TurnSize(2, 10, false), content);
    }

    void append(Turn turn, SessionRules rules) {
        store().append(key, turn, rules, loop).block(Duration.ofSeconds(30));
    }

    @Nullable
    List<Turn> load(SessionKey session) {
        return store().load(session, loop).block(Duration.ofSeconds(30));
    }
}
