package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.RetentionConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.ledger.LogFilter.Name;
import dev.caravan.gateway.ledger.RetentionPass.Outcome;
import dev.caravan.processors.evals.ExchangeScore;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.processors.spans.SpanFilter;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.exchange.Score;
import dev.caravan.spi.wire.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the ledger stays within its bounds on every database. */
abstract class RetentionContract {

    static final RetentionConfig MONTH_AND_YEAR = new RetentionConfig(Duration.ofDays(365), Duration.ofDays(30), 0);
    static final RetentionConfig FOR_EVER = new RetentionConfig(Duration.ZERO, Duration.ZERO, 0);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;
    private Database database;
    private LedgerWriter writer;
    private LedgerQueries ledger;

    abstract Database open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        writer = LedgerWriter.start(database, clock, 64 << 20, new SimpleMeterRegistry());
        ledger = new LedgerQueries(database);
    }

    @AfterEach
    void stop() {
        ledger.close();
        writer.close();
        database.close();
    }

    @Test
    void oldBodiesGoFirstThenOldRecordsAndWhatWasAddedUpStays() throws SQLException {
        keep("old");
        pass(Duration.ofDays(20));
        keep("middle");
        pass(Duration.ofDays(20));
        keep("new");

        Outcome first = run(MONTH_AND_YEAR);

        assertThat(first.stripped()).isEqualTo(1);
        assertThat(first.deleted()).isZero();
        assertThat(whole("old").bodies()).isEqualTo(Bodies.NONE);
        assertThat(whole("old").content()).isEqualTo(Content.NONE);
        assertThat(whole("middle").bodies().response()).isNotNull();
        assertThat(number("SELECT COUNT(*) FROM exchange_body")).isEqualTo(6);

        pass(Duration.ofDays(350));
        Outcome second = run(MONTH_AND_YEAR);

        assertThat(second.deleted()).isEqualTo(2);
        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(1);
        assertThat(whole("new").content()).isEqualTo(Content.NONE);
        assertThat(number("SELECT COUNT(*) FROM exchange_body")).isZero();
        assertThat(number("SELECT SUM(exchanges) FROM usage_day")).isEqualTo(3);
        assertThat(second.bytes()).isZero();
    }

    @Test
    void ofTooMuchTheOldestBodiesGo() throws SQLException {
        for (int i = 0; i < 1200; i++) {
            writer.append(List.of(exchange("call-" + i, noise(2000)))).block();
            pass(Duration.ofSeconds(1));
        }
        pass(Duration.ofMinutes(6));

        Outcome all = run(FOR_EVER);
        Outcome outcome = run(new RetentionConfig(Duration.ZERO, Duration.ZERO, 1_500_000));

        assertThat(all.bytes()).isGreaterThan(1200 * 2000).isLessThan(1200 * 2300);
        assertThat(all.stripped()).isZero();
        assertThat(outcome.bytes()).isLessThanOrEqualTo(1_500_000).isGreaterThan(300_000);
        assertThat(whole("call-0").bodies()).isEqualTo(Bodies.NONE);
        assertThat(whole("call-1199").bodies().response()).isNotNull();
        assertThat(number("SELECT SUM(body_bytes + COALESCE(OCTET_LENGTH(content), 0)) FROM exchange"))
                .isEqualTo(outcome.bytes());
        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(1200);
    }

    @Test
    void whatIsKeptForEverStaysAndSoDoesWhatMayStillBeWritten() throws SQLException {
        keep("one");
        pass(Duration.ofDays(10_000));
        keep("two");

        assertThat(run(FOR_EVER)).satisfies(outcome -> {
            assertThat(outcome.stripped()).isZero();
            assertThat(outcome.deleted()).isZero();
        });
        Outcome outcome = run(new RetentionConfig(Duration.ZERO, Duration.ZERO, 1));

        assertThat(outcome.stripped()).isEqualTo(1);
        assertThat(whole("two").bodies().response()).isNotNull();
    }

    @Test
    void spansAndScoresGoWithThem() throws SQLException {
        keep("old");
        keep(List.of(Exchanges.called("old").of(null, "solo", null).build()));
        new JdbcScores(database, clock)
                .add(List.of(
                        new ExchangeScore("shop", "app", "old", "polite", Score.PASSED),
                        new ExchangeScore(null, "solo", "old", "polite", Score.PASSED),
                        new ExchangeScore(null, "solo2", "old", "polite", Score.PASSED),
                        new ExchangeScore("bank", "app", "old", "polite", Score.PASSED)));
        try (SpanWriter spans = SpanWriter.start(database.dataSource(), clock, new SimpleMeterRegistry())) {
            spans.append(List.of(
                            span("small", "x"),
                            span("large", Base64.getEncoder().encodeToString(noise(900_000)))))
                    .block();
        }
        pass(Duration.ofDays(40));
        assertThat(number("SELECT COUNT(*) FROM span_detail")).isPositive();

        assertThat(run(MONTH_AND_YEAR).bytes()).isZero();

        assertThat(number("SELECT COUNT(*) FROM span_detail")).isZero();
        assertThat(new JdbcSpanArchive(database.dataSource())
                        .spans(SpanFilter.ofTrace(LedgerView.ofProject("shop"), "trace"), Long.MAX_VALUE, 9, true)
                        .spans())
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.span().details()).isEmpty());
        assertThat(number("SELECT COUNT(*) FROM exchange_score")).isEqualTo(4);

        pass(Duration.ofDays(365));

        assertThat(run(MONTH_AND_YEAR).deleted()).isEqualTo(4);
        assertThat(number("SELECT COUNT(*) FROM span")).isZero();
        assertThat(number("SELECT COUNT(*) FROM exchange_score")).isEqualTo(2);
    }

    private SpanRecord span(String id, String input) {
        return new SpanRecord(
                Source.SPANS,
                new Owner("shop", "app", null, null),
                null,
                new Trace("trace", id, null),
                "step",
                SpanKind.TOOL,
                SpanStatus.SUCCESS,
                now.get(),
                null,
                new SpanRecord.Model(null, null),
                Usage.NONE,
                null,
                Json.object().put("input", input));
    }

    @Test
    void manyAreRemovedInManySmallTransactions() throws SQLException {
        writer.append(IntStream.range(0, 1700)
                        .mapToObj(i -> Exchanges.called("call-" + i).build())
                        .toList())
                .block();
        pass(Duration.ofDays(400));

        Outcome outcome = run(MONTH_AND_YEAR);

        assertThat(outcome.stripped()).isEqualTo(1700);
        assertThat(outcome.deleted()).isEqualTo(1700);
        assertThat(number("SELECT COUNT(*) FROM exchange")).isZero();
        assertThat(run(MONTH_AND_YEAR)).isEqualTo(new Outcome(0, 0, 0));
    }

    @Test
    void whoIsLeftIsFoundAndWhoComesAgainIsTooAlsoInHoursOfLongAgo() throws SQLException {
        LogFilter bob = LogFilter.of(LedgerView.ALL).named(Name.USER, "bob");
        bob("first", Exchanges.NOON);
        bob("ancient", Exchanges.NOON.minus(Duration.ofDays(5000)));
        pass(Duration.ofDays(200));
        bob("second", Exchanges.NOON);

        pass(Duration.ofDays(200));
        assertThat(run(MONTH_AND_YEAR).deleted()).isEqualTo(2);
        assertThat(ids(bob)).containsExactly("second");

        bob("ancient again", Exchanges.NOON.minus(Duration.ofDays(5000)));
        pass(Duration.ofDays(200));
        assertThat(run(MONTH_AND_YEAR).deleted()).isEqualTo(1);
        assertThat(ids(bob)).containsExactly("ancient again");

        bob("third", Exchanges.NOON);
        assertThat(ids(bob)).containsExactly("third", "ancient again");
    }

    private void bob(String id, Instant time) {
        writer.append(List.of(
                        Exchanges.called(id).of("shop", "app", "bob").at(time).build()))
                .block();
    }

    private List<String> ids(LogFilter filter) {
        return ledger.logs().page(filter, null, 100).stream()
                .map(row -> row.exchange().requestId())
                .toList();
    }

    @Test
    void itStopsWhenTheGatewayDoes() throws SQLException {
        keep("one");
        pass(Duration.ofDays(400));

        assertThat(new RetentionPass(database, MONTH_AND_YEAR, clock, () -> true).run())
                .hasValueSatisfying(outcome -> assertThat(outcome.deleted()).isZero());
        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(1);
    }

    Outcome run(RetentionConfig config) throws SQLException {
        return pass(config).run().orElseThrow();
    }

    RetentionPass pass(RetentionConfig config) {
        return new RetentionPass(database, config, clock, () -> false);
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    void keep(String requestId) {
        writer.append(List.of(exchange(requestId, noise(1_200_000)))).block();
    }

    void keep(String requestId, Instant started) {
        keep(List.of(Exchanges.called(requestId).at(started).build()));
    }

    void keep(List<ExchangeRecord> exchanges) {
        writer.append(exchanges).block();
    }

    Database database() {
        return database;
    }

    private static ExchangeRecord exchange(String requestId, byte[] response) {
        return Exchanges.called(requestId).bodies(null, response).build();
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private ExchangeRecord whole(String requestId) {
        return ledger.logs()
                .newest(LogFilter.of(LedgerView.ALL).requestId(requestId))
                .orElseThrow()
                .exchange();
    }

    long number(String query) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
