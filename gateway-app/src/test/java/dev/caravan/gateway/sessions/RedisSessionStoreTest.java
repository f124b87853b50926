package dev.caravan.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.gateway.redis.TestRedis;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.processors.sessions.SessionStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisSessionStoreTest extends SessionStoreContract {

    private static TestRedis redis = TestRedis.stopped();
    private static @Nullable RedisConnection connection;

    @BeforeAll
    static void start() {
        redis = TestRedis.started();
        connection = RedisConnection.open(redis.config(), new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        connected().close();
        redis.close();
    }

    @Override
    SessionStore store() {
        return new RedisSessionStore(connected());
    }

    @Test
    void aSessionLivesOnFromItsLastTurnAndIsForgottenThen() {
        append(turn("[1]"), RULES);
        append(turn("[2]"), new SessionRules(Duration.ofMillis(300), 100, 1000));

        Long left = redis.ask(commands -> commands.pttl("caravan:session:" + key.project() + ":" + key.id()));
        assertThat(left).isBetween(1L, 300L);
        await().untilAsserted(() -> assertThat(load(key)).isNull());
    }

    private static RedisConnection connected() {
        return Objects.requireNonNull(connection);
    }
}
