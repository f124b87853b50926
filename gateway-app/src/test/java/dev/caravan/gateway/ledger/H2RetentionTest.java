package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.config.RetentionConfig;
import dev.caravan.gateway.database.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2RetentionTest extends RetentionContract {

    @TempDir
    Path folder;

    @Override
    Database open() {
        return Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
    }

    /** Bodies of 12 MB come and go twelve times over; without the space of those that went the file would hold them all. */
    @Test
    void theSpaceOfWhatWentIsUsedAgain() throws Exception {
        Path file = folder.resolve("ledger.mv.db");
        RetentionConfig nothing = new RetentionConfig(Duration.ZERO, Duration.ZERO, 1);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        Random random = new Random(3);
        try (Database database =
                Database.open(new DatabaseConfig("jdbc:h2:file:" + folder.resolve("ledger"), null, null, 4))) {
            // What was freed is not written over for 45 seconds otherwise, in case of a loss of power.
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET RETENTION_TIME 0");
            }
            try (LedgerWriter writer = LedgerWriter.start(database, now::get, 64 << 20, new SimpleMeterRegistry())) {
                RetentionPass pass = new RetentionPass(database, nothing, now::get, () -> false);
                for (int round = 0; round < 12; round++) {
                    int number = round;
                    for (int group = 0; group < 12; group++) {
                        int part = group;
                        writer.append(IntStream.range(0, 100)
                                        .mapToObj(i -> Exchanges.called(number + "-" + part + "-" + i)
                                                .of("shop", "app", "user-" + random.nextInt(5000))
                                                .bodies(null, noise(random))
                                                .build())
                                        .toList())
                                .block();
                    }
                    now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)));
                    pass.run();
                    database.reclaim();
                }
            }
            assertThat(Files.size(file)).isLessThan(60_000_000);
        }
    }

    @Test
    void marksOfHoursGoWithTheirLastRecord() throws SQLException {
        for (int day = 0; day < 3; day++) {
            keep("day-" + day, Exchanges.NOON.plus(Duration.ofDays(day)));
            keep("late-" + day, Exchanges.NOON.minus(Duration.ofDays(3000)));
            pass(Duration.ofDays(1));
        }
        assertThat(number("SELECT COUNT(DISTINCT hour_number) FROM exchange_hour"))
                .isEqualTo(4);

        pass(Duration.ofDays(363));
        assertThat(run(MONTH_AND_YEAR).deleted()).isEqualTo(2);
        assertThat(number("SELECT COUNT(DISTINCT hour_number) FROM exchange_hour"))
                .isEqualTo(3);
        assertThat(number("SELECT COUNT(*) FROM exchange_hour WHERE hour_number < 450000"))
                .isPositive();

        pass(Duration.ofDays(363));
        assertThat(run(MONTH_AND_YEAR).deleted()).isEqualTo(4);
        assertThat(number("SELECT COUNT(*) FROM exchange_hour")).isZero();
    }

    @Test
    void moreMarksOfAnHourThanABatchGoToo() throws SQLException {
        keep(IntStream.range(0, 700)
                .mapToObj(i -> Exchanges.called("call-" + i).build())
                .toList());
        assertThat(number("SELECT COUNT(*) FROM exchange_hour")).isEqualTo(703);
        pass(Duration.ofDays(400));

        run(MONTH_AND_YEAR);

        assertThat(number("SELECT COUNT(*) FROM exchange_hour")).isZero();
    }

    @Test
    void itIsDoneByItselfAndTold() {
        keep("one");
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));

        try (LedgerRetention retention = LedgerRetention.start(database(), MONTH_AND_YEAR, later, metrics)) {
            await().untilAsserted(() -> assertThat(metrics.get("caravan.ledger.retention.deleted")
                            .counter()
                            .count())
                    .isEqualTo(1));
            assertThat(metrics.get("caravan.ledger.retention.last").gauge().value())
                    .isPositive();
            assertThat(metrics.get("caravan.ledger.bodies").gauge().value()).isZero();
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[10_000];
        random.nextBytes(noise);
        return noise;
    }
}
