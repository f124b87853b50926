package dev.caravan.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.processors.sessions.SessionStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class JdbcSessionStoreTest extends SessionStoreContract {

    private final Scheduler workers = Schedulers.newBoundedElastic(8, 1000, "test-worker", 60, true);
    private final Database database = Database.open(config());
    private final ManualClock clock = new ManualClock();
    private final JdbcSessionStore store = new JdbcSessionStore(database.dataSource(), new Workers(workers), clock);

    /** Another database runs the same tests. */
    DatabaseConfig config() {
        return new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 8);
    }

    @AfterEach
    void close() {
        store.close();
        workers.dispose();
        database.close();
    }

    @Override
    SessionStore store() {
        return store;
    }

    @Test
    void aSessionLivesOnFromItsLastTurnAndIsForgottenThen() {
        append(turn("[1]"), RULES);
        clock.pass(Duration.ofMinutes(40));
        append(turn("[2]"), RULES);
        clock.pass(Duration.ofMinutes(40));
        assertThat(load(key)).hasSize(2);

        clock.pass(Duration.ofMinutes(20));
        assertThat(load(key)).isNull();
    }

    @Test
    void anIdThatHasExpiredBeginsAnew() {
        append(turn("[1]"), RULES);
        clock.pass(Duration.ofHours(2));

        append(turn("[2]"), RULES);

        assertThat(load(key)).containsExactly(turn("[2]"));
    }

    @Test
    void whatHasExpiredIsRemovedAndNothingElse() {
        append(turn("[1]"), new SessionRules(Duration.ofMinutes(1), 10, 1000));
        clock.pass(Duration.ofMinutes(1));

        assertThat(store.clean()).isEqualTo(1);
        assertThat(store.clean()).isZero();

        append(turn("[2]"), RULES);
        assertThat(store.clean()).isZero();
        assertThat(load(key)).containsExactly(turn("[2]"));
    }

    private static final class ManualClock extends Clock {

        private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
