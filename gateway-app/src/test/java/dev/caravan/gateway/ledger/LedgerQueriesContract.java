package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.ledger.LogFilter.Name;
import dev.caravan.processors.evals.ExchangeScore;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.exchange.Score;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be asked of the ledger on every database. */
abstract class LedgerQueriesContract {

    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Instant THIRD_DAY = Instant.parse("2026-03-03T00:00:00Z");

    private Database database;
    private LedgerWriter writer;
    private LedgerQueries ledger;

    abstract Database open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        writer = LedgerWriter.start(database, Clock.systemUTC(), 64 << 20, new SimpleMeterRegistry());
        ledger = new LedgerQueries(database);
    }

    @AfterEach
    void stop() {
        ledger.close();
        writer.close();
        database.close();
    }

    @Test
    void aRecordComesBackAsItWasKept() {
        byte[] noise = new byte[1_300_000];
        new Random(5).nextBytes(noise);
        ExchangeRecord kept = Exchanges.called("one")
                .session("s")
                .from("openai", "fast", "gpt-4o-mini-2024-07-18")
                .said(new Content("Grüße", "Hi\nthere", "[{\"name\":\"f\"}]", Map.of("a", "b")))
                .bodies("{\"model\":\"fast\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8), noise)
                .build();
        keep(kept);

        ExchangeRecord read = ledger.logs()
                .newest(LogFilter.of(LedgerView.ALL).requestId("one"))
                .orElseThrow()
                .exchange();

        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("bodies")
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(kept);
        assertThat(bytes(read.bodies().request())).isEqualTo(bytes(kept.bodies().request()));
        assertThat(bytes(read.bodies().response())).isEqualTo(noise);
    }

    @Test
    void aRecordOfWhichLittleIsKnownComesBackToo() {
        ExchangeRecord kept = Exchanges.called("bare")
                .of(null, "app", null)
                .from("openai", null, null)
                .cost(null)
                .said(Content.NONE)
                .build();
        keep(kept);

        assertThat(ledger.logs()
                        .newest(LogFilter.of(LedgerView.ofKey("app")).requestId("bare"))
                        .orElseThrow()
                        .exchange())
                .isEqualTo(kept);
        assertThat(page(LogFilter.of(LedgerView.ALL)).get(0).exchange().bodies())
                .isEqualTo(Bodies.NONE);
    }

    @Test
    void aRecordHasItsOwnScores() {
        keep(Exchanges.called("one").build());
        keep(Exchanges.called("two").build());
        new JdbcScores(database, Clock.systemUTC())
                .add(List.of(
                        new ExchangeScore("shop", "app", "one", "polite", Score.PASSED),
                        new ExchangeScore("shop", "app", "one", "brief", new Score(0.5, false, "too long")),
                        new ExchangeScore("shop", "app", "two", "polite", Score.PASSED),
                        new ExchangeScore("bank", "app", "one", "polite", Score.PASSED)));
        Row row = ledger.logs()
                .newest(LogFilter.of(LedgerView.ALL).requestId("one"))
                .orElseThrow();

        assertThat(ledger.logs().scores(row))
                .containsExactly(
                        new ExchangeScore("shop", "app", "one", "brief", new Score(0.5, false, "too long")),
                        new ExchangeScore("shop", "app", "one", "polite", Score.PASSED));
    }

    @Test
    void keysWithoutAProjectUseTheSameIdForRecordsOfTheirOwn() {
        keep(Exchanges.called("one").of(null, "solo", null).build());
        keep(Exchanges.called("one")
                .of(null, "solo2", null)
                .at(Exchanges.NOON.plusSeconds(1))
                .build());
        keep(Exchanges.called("one")
                .of(null, "solo2", null)
                .at(Exchanges.NOON.plusSeconds(2))
                .build());
        new JdbcScores(database, Clock.systemUTC())
                .add(List.of(
                        new ExchangeScore(null, "solo", "one", "polite", Score.PASSED),
                        new ExchangeScore(null, "solo2", "one", "polite", new Score(0.5, false, "rude"))));

        Row ofSolo = ledger.logs()
                .newest(LogFilter.of(LedgerView.ofKey("solo")).requestId("one"))
                .orElseThrow();
        Row newest = ledger.logs()
                .newest(LogFilter.of(LedgerView.ALL).requestId("one"))
                .orElseThrow();

        assertThat(page(LogFilter.of(LedgerView.ALL).requestId("one"))).hasSize(2);
        assertThat(ofSolo.exchange().owner().key()).isEqualTo("solo");
        assertThat(newest.exchange().owner().key()).isEqualTo("solo2");
        assertThat(newest.exchange().timing().started()).isEqualTo(Exchanges.NOON.plusSeconds(1));
        assertThat(ledger.logs().scores(ofSolo))
                .containsExactly(new ExchangeScore(null, "solo", "one", "polite", Score.PASSED));
        assertThat(ledger.logs().scores(newest))
                .containsExactly(new ExchangeScore(null, "solo2", "one", "polite", new Score(0.5, false, "rude")));
    }

    @Test
    void theKeysOfAProjectShareItsIds() {
        keep(Exchanges.called("one").of("shop", "app", null).build());
        keep(Exchanges.called("one").of("shop", "other", null).build());

        assertThat(page(LogFilter.of(LedgerView.ALL))).hasSize(1);
    }

    @Test
    void pagesMissNothingAndRepeatNothingAlsoWhereTimesAreEqualAndMoreComesMeanwhile() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = "call-" + i;
            keep(Exchanges.called(id)
                    .at(Exchanges.NOON.plusSeconds(i / 10))
                    .of("shop", "app", i % 2 == 0 ? "alice" : "bob")
                    .build());
            expected.add(0, id);
        }

        for (LogFilter filter : List.of(LogFilter.of(LedgerView.ALL), LogFilter.of(LedgerView.ofProject("shop")))) {
            List<String> seen = new ArrayList<>();
            LogPosition after = null;
            List<Row> page;
            do {
                page = ledger.logs().page(filter, after, 4);
                page.forEach(row -> seen.add(row.exchange().requestId()));
                after = page.isEmpty()
                        ? after
                        : LogPosition.of(page.get(page.size() - 1).position().text())
                                .orElseThrow();
                keep(Exchanges.called("new-" + filter.hashCode() + seen.size())
                        .of("other", "app", "alice")
                        .at(Exchanges.NOON.plus(Duration.ofDays(1)))
                        .build());
            } while (page.size() == 4);

            assertThat(seen.stream().filter(id -> id.startsWith("call"))).containsExactlyElementsOf(expected);
            assertThat(seen).doesNotHaveDuplicates();
        }
    }

    /** Alone in an hour, with others in it, in hours that follow each other; now, long ago and long hence. */
    @Test
    void whoeverWasThereNowAndThenIsFoundInPagesInTheSameOrderAsAll() {
        List<ExchangeRecord> records = new ArrayList<>();
        for (int i = 0; i < 260; i++) {
            Instant time = DAY.plus(Duration.ofHours(3L * i));
            records.add(hourly("single-" + i, "alice", time.plusSeconds(i)));
            records.add(hourly("other-" + i, "bob", time.plusSeconds(i + 1)));
        }
        for (int i = 0; i < 100; i++) {
            records.add(hourly("often-" + i, i % 3 == 0 ? "alice" : "bob", DAY.minus(Duration.ofMinutes(25L * i))));
        }
        for (String time : List.of(
                "1905-06-01T00:59:59.999999Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00Z",
                "2026-03-01T11:59:59.999999Z",
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:59:59.999999Z",
                "2026-03-01T13:00:00Z",
                "2999-01-01T00:00:00Z")) {
            records.add(hourly("at-" + time + records.size(), "alice", Instant.parse(time)));
        }
        writer.append(records).block();
        LogFilter all = LogFilter.of(LedgerView.ALL);
        List<Row> sorted = pages(all, 1000);
        assertThat(sorted).hasSize(records.size());

        for (LogFilter of : List.of(
                all.named(Name.USER, "alice"),
                all.named(Name.USER, "alice").status(200, 299).named(Name.KEY, "app"),
                all.named(Name.SESSION, "s-alice"),
                all.named(Name.KEY, "app").named(Name.USER, "alice"),
                LogFilter.of(LedgerView.ofProject("p-alice")).named(Name.USER, "alice"),
                LogFilter.of(LedgerView.ofProject("p-alice")))) {
            assertThat(pages(of, 7)).isEqualTo(ofAlice(sorted, Instant.MIN, Instant.MAX));
        }
        assertThat(pages(all.named(Name.KEY, "app"), 101)).isEqualTo(sorted);

        List<Instant> edges = List.of(
                Instant.parse("1900-01-01T00:00:00Z"),
                Instant.parse("1970-01-01T00:00:00Z"),
                Instant.parse("2026-03-01T11:59:59.999999Z"),
                Instant.parse("2026-03-01T12:00:00Z"),
                Instant.parse("2026-03-01T12:00:00.000001Z"),
                Instant.parse("2026-03-01T13:00:00Z"),
                Instant.parse("2999-01-01T00:00:00Z"),
                Instant.parse("3000-01-01T00:00:00Z"));
        for (Instant from : edges) {
            for (Instant to : edges) {
                assertThat(pages(all.named(Name.USER, "alice").from(from).before(to), 50))
                        .isEqualTo(ofAlice(sorted, from, to));
            }
        }
        assertThat(pages(all.named(Name.USER, "nobody"), 7)).isEmpty();
        assertThat(page(all.named(Name.TRACE, "trace-of-single-200")))
                .isEqualTo(sorted.stream()
                        .filter(row -> row.exchange().requestId().equals("single-200"))
                        .toList());
    }

    @Test
    void aReportOfLongAgoIsFoundWhereverTheReaderIsByThen() {
        keep(hourly("new", "alice", NEXT_DAY));
        LogFilter alice = LogFilter.of(LedgerView.ALL).named(Name.USER, "alice");
        List<Row> first = ledger.logs().page(alice, null, 1);

        keep(hourly("late", "alice", DAY.minus(Duration.ofDays(4000))));
        keep(hourly("later", "alice", NEXT_DAY));

        assertThat(ledger.logs().page(alice, first.get(0).position(), 5))
                .extracting(row -> row.exchange().requestId())
                .containsExactly("late");
        assertThat(ids(alice)).containsExactly("later", "new", "late");
    }

    @Test
    void namesThatAreEmptyOrTooLongOrNotOfTextAreFoundAsTheyWereKept() {
        String longest = "x".repeat(399);
        keep(Exchanges.called("empty").of("shop", "app", "").build());
        keep(Exchanges.called("none").of("shop", "app", null).build());
        keep(Exchanges.called("long").of("shop", "app", longest + "yz").build());
        keep(Exchanges.called("zero").of("shop", "app", "car\0ol").build());
        keep(Exchanges.called("zeros").of("shop", "app", "\0").build());
        LogFilter all = LogFilter.of(LedgerView.ALL);

        assertThat(ids(all.named(Name.USER, ""))).containsExactly("zeros", "empty");
        assertThat(ids(all.named(Name.USER, longest + "y"))).containsExactly("long");
        assertThat(ids(all.named(Name.USER, longest + "yz"))).containsExactly("long");
        assertThat(ids(all.named(Name.USER, "carol"))).containsExactly("zero");
        assertThat(ids(all.named(Name.USER, "carol").named(Name.USER, "alice"))).isEmpty();
        for (Instant end : List.of(NEXT_DAY, NEXT_DAY.minusSeconds(1))) {
            assertThat(sums(new UsageQuery(
                            LedgerView.ALL, DAY, end, List.of(), Map.of(UsageGroup.USER, longest + "yz"), false)))
                    .extracting(UsageRow::calls)
                    .containsExactly(1L);
            assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, end, List.of(UsageGroup.USER), Map.of(), false)))
                    .extracting(row -> row.group().get(0), UsageRow::calls)
                    .containsExactly(tuple(null, 3L), tuple("carol", 1L), tuple(longest + "y", 1L));
        }
    }

    @Test
    void sumsThatNoNumberHoldsAreTheGreatestThatOneHolds() throws SQLException {
        keep(Exchanges.called("a").of("shop", "app", "alice").build());
        keep(Exchanges.called("b").of("shop", "app", "bob").build());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE usage_day SET latency = " + Long.MAX_VALUE);
        }
        keep(Exchanges.called("c").of("shop", "app", "bob").build());

        assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, NEXT_DAY, List.of(), Map.of(), false)))
                .extracting(UsageRow::calls, UsageRow::latency)
                .containsExactly(tuple(3L, Long.MAX_VALUE));
    }

    @Test
    void whatSomebodyUsedInPartsOfDaysIsAddedUpWhereverHeWas() {
        for (int i = 0; i < 40; i++) {
            keep(hourly("a-" + i, i % 4 == 0 ? "alice" : "bob", DAY.plus(Duration.ofMinutes(47L * i))));
        }
        Instant from = DAY.plus(Duration.ofMinutes(47 * 4));
        Instant to = DAY.plus(Duration.ofMinutes(47 * 36));

        for (Map<UsageGroup, String> only : List.of(
                Map.of(UsageGroup.USER, "alice"),
                Map.of(UsageGroup.SESSION, "s-alice"),
                Map.of(UsageGroup.KEY, "app", UsageGroup.USER, "alice"))) {
            for (boolean costs : List.of(true, false)) {
                assertThat(sums(new UsageQuery(LedgerView.ALL, from, to, List.of(), only, costs)))
                        .extracting(UsageRow::calls)
                        .containsExactly(8L);
                assertThat(sums(new UsageQuery(LedgerView.ALL, from, to, List.of(UsageGroup.SESSION), only, costs)))
                        .extracting(UsageRow::calls)
                        .containsExactly(8L);
            }
        }
        assertThat(sums(new UsageQuery(LedgerView.ofProject("p-alice"), from, to, List.of(), Map.of(), false)))
                .extracting(UsageRow::calls)
                .containsExactly(8L);
        assertThat(sums(new UsageQuery(LedgerView.ALL, from, to, List.of(), Map.of(UsageGroup.USER, "nobody"), false)))
                .extracting(UsageRow::calls)
                .containsExactly(0L);
    }

    @Test
    void filtersGiveWhatTheyName() {
        keep(Exchanges.called("plain").build());
        keep(Exchanges.called("bobs").of("shop", "app", "bob").session("s1").build());
        keep(Exchanges.called("late").at(NEXT_DAY).build());
        keep(Exchanges.called("limited").status(429).build());
        keep(Exchanges.called("broken").status(502).cost(null).build());
        keep(Exchanges.called("dear")
                .from("anthropic", "smart", "claude")
                .cost("2.5")
                .build());
        keep(Exchanges.called("app_100%").of("shop", "till", "alice").build());
        LogFilter all = LogFilter.of(LedgerView.ALL);

        assertThat(ids(all.named(Name.USER, "bob"))).containsExactly("bobs");
        assertThat(ids(all.named(Name.SESSION, "s1"))).containsExactly("bobs");
        assertThat(ids(all.named(Name.KEY, "till"))).containsExactly("app_100%");
        assertThat(ids(all.named(Name.TRACE, "trace-of-late"))).containsExactly("late");
        assertThat(ids(all.named(Name.PROVIDER, "anthropic"))).containsExactly("dear");
        assertThat(ids(all.named(Name.MODEL, "claude"))).containsExactly("dear");
        assertThat(ids(all.named(Name.MODEL, "smart"))).isEmpty();
        assertThat(ids(all.named(Name.REQUESTED_MODEL, "smart"))).containsExactly("dear");
        assertThat(ids(all.named(Name.OUTCOME, "failed"))).containsExactly("broken", "limited");
        assertThat(ids(all.named(Name.ERROR_CODE, "rate_limited"))).hasSize(2);
        assertThat(ids(all.status(400, 999))).containsExactly("broken", "limited");
        assertThat(ids(all.status(400, 499))).containsExactly("limited");
        assertThat(ids(all.status(502, 502))).containsExactly("broken");
        assertThat(ids(all.minCost(new BigDecimal("2.5")))).containsExactly("dear");
        assertThat(ids(all.minLatency(Duration.ofMillis(433)))).isEmpty();
        assertThat(ids(all.minLatency(Duration.ofMillis(432)))).hasSize(7);
        assertThat(ids(all.from(NEXT_DAY))).containsExactly("late");
        assertThat(ids(all.before(NEXT_DAY))).hasSize(6).doesNotContain("late");
        assertThat(ids(all.source(Source.KAFKA))).isEmpty();
        assertThat(ids(all.source(Source.PROXY))).hasSize(7);
        assertThat(ids(all.requestIdPrefix("b"))).containsExactly("broken", "bobs");
        assertThat(ids(all.requestIdPrefix("app_"))).containsExactly("app_100%");
        assertThat(ids(all.requestIdPrefix("app_100%"))).containsExactly("app_100%");
        assertThat(ids(all.requestIdPrefix("%"))).isEmpty();
        assertThat(ids(all.requestIdPrefix("_"))).isEmpty();
        assertThat(ids(all.requestId("bobs"))).containsExactly("bobs");
        assertThat(ids(all.named(Name.USER, "' OR 1=1 --"))).isEmpty();
        assertThat(ids(all.named(Name.USER, "bo\0b"))).containsExactly("bobs");
        assertThat(ids(all.named(Name.USER, "alice").status(400, 499).named(Name.KEY, "app")))
                .containsExactly("limited");
    }

    @Test
    void aViewShowsWhatItsProjectOrKeyHasAndNothingElse() {
        keep(Exchanges.called("same").of("shop", "app", "alice").build());
        keep(Exchanges.called("same").of("bank", "app", "alice").build());
        keep(Exchanges.called("same").of(null, "app", "alice").build());
        keep(Exchanges.called("lone").of(null, "other", "alice").build());

        assertThat(ids(LogFilter.of(LedgerView.ALL))).hasSize(4);
        assertThat(page(LogFilter.of(LedgerView.ofProject("shop"))))
                .singleElement()
                .satisfies(row -> assertThat(row.exchange().owner().project()).isEqualTo("shop"));
        assertThat(page(LogFilter.of(LedgerView.ofKey("app"))))
                .singleElement()
                .satisfies(row -> assertThat(row.exchange().owner().project()).isNull());
        assertThat(ledger.logs().newest(LogFilter.of(LedgerView.ofKey("app")).requestId("lone")))
                .isEmpty();
        assertThat(ledger.logs()
                        .newest(LogFilter.of(LedgerView.ofProject("none")).requestId("same")))
                .isEmpty();
        assertThat(sums(new UsageQuery(LedgerView.ofKey("app"), DAY, NEXT_DAY, List.of(), Map.of(), false))
                        .get(0)
                        .calls())
                .isEqualTo(1);
    }

    @Test
    void usageIsTheSameFromDaysAndFromRecords() {
        int count = 0;
        for (String user : Arrays.asList("alice", "bob", null)) {
            for (String model : List.of("gpt", "claude")) {
                for (Instant day : List.of(DAY, NEXT_DAY)) {
                    for (int i = 0; i <= count % 3; i++) {
                        keep(Exchanges.called(user + model + day + i)
                                .of(count % 2 == 0 ? "shop" : null, "key-" + model, user)
                                .from(model.equals("gpt") ? "openai" : "anthropic", "asked", model)
                                .at(day.plusSeconds(3600L * i))
                                .status(i == 0 ? 200 : 500)
                                .cost(i == 1 ? null : "0.25")
                                .session("s-" + count % 2)
                                .build());
                    }
                    count++;
                }
            }
        }

        for (List<UsageGroup> groups : List.of(
                List.<UsageGroup>of(),
                List.of(UsageGroup.DAY),
                List.of(UsageGroup.MODEL),
                List.of(UsageGroup.PROVIDER, UsageGroup.USER),
                List.of(UsageGroup.DAY, UsageGroup.PROJECT, UsageGroup.KEY))) {
            for (Map<UsageGroup, String> only : List.of(
                    Map.<UsageGroup, String>of(),
                    Map.of(UsageGroup.USER, "alice"),
                    Map.of(UsageGroup.USER, "", UsageGroup.MODEL, "gpt"))) {
                for (boolean costs : List.of(true, false)) {
                    UsageQuery ofDays = new UsageQuery(LedgerView.ALL, DAY, THIRD_DAY, groups, only, costs);
                    UsageQuery ofRecords =
                            new UsageQuery(LedgerView.ALL, DAY, THIRD_DAY.minusSeconds(1), groups, only, costs);

                    assertThat(ofDays.needsRecords()).isFalse();
                    assertThat(ofRecords.needsRecords()).isTrue();
                    assertThat(sums(ofRecords))
                            .usingRecursiveComparison()
                            .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                            .isEqualTo(sums(ofDays));
                }
            }
        }
        assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, THIRD_DAY, List.of(UsageGroup.SESSION), Map.of(), false)))
                .extracting(row -> row.group().get(0))
                .containsExactlyInAnyOrder("s-0", "s-1");
        assertThat(sums(new UsageQuery(
                        LedgerView.ALL, DAY, THIRD_DAY, List.of(), Map.of(UsageGroup.SESSION, "s-0"), false)))
                .singleElement()
                .satisfies(row -> assertThat(row.calls()).isPositive());
    }

    @Test
    void usageTellsWhatWasUsedMostOrCostsMostFirstAndDaysBeforeThat() {
        keep(Exchanges.called("a").from("p", "often", null).cost("1").build());
        keep(Exchanges.called("b").from("p", "often", null).cost("1").build());
        keep(Exchanges.called("c").from("p", "dear", null).cost("9").build());
        keep(Exchanges.called("d")
                .from("p", "dear", null)
                .cost("9")
                .at(NEXT_DAY)
                .build());
        keep(Exchanges.called("e")
                .from("p", "unknown", null)
                .cost(null)
                .at(NEXT_DAY)
                .build());
        List<UsageGroup> model = List.of(UsageGroup.MODEL);

        assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, NEXT_DAY, model, Map.of(), false)))
                .extracting(row -> row.group().get(0))
                .containsExactly("often", "dear");
        assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, THIRD_DAY, model, Map.of(), true)))
                .extracting(row -> row.group().get(0))
                .containsExactly("dear", "often", "unknown");
        List<UsageRow> days = sums(new UsageQuery(
                LedgerView.ALL, DAY, THIRD_DAY, List.of(UsageGroup.MODEL, UsageGroup.DAY), Map.of(), true));
        assertThat(days).extracting(row -> row.group().get(0)).containsExactly("dear", "often", "dear", "unknown");
        assertThat(days.get(3).unpriced()).isEqualTo(1);
        assertThat(days.get(3).cost()).isZero();
    }

    @Test
    void whereNothingIsThereIsOneSumOfNothing() {
        assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, NEXT_DAY, List.of(), Map.of(), false)))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.calls()).isZero();
                    assertThat(row.cost()).isZero();
                });
        assertThat(sums(new UsageQuery(LedgerView.ALL, DAY, NEXT_DAY, List.of(UsageGroup.DAY), Map.of(), false)))
                .isEmpty();
    }

    @Test
    void aCursorIsReadInPartsAndGivesItsConnectionBack() {
        writer.append(IntStream.range(0, 50)
                        .mapToObj(i -> Exchanges.called("call-" + i)
                                .of("shop", "app", "user-" + i)
                                .build())
                        .toList())
                .block();
        UsageQuery query = new UsageQuery(LedgerView.ALL, DAY, NEXT_DAY, List.of(UsageGroup.USER), Map.of(), false);

        for (int i = 0; i < 10; i++) {
            UsageCursor left = ledger.usage(query);
            assertThat(left.next(3)).hasSize(3);
            left.close();
            assertThat(left.next(3)).isEmpty();
            assertThat(sums(query)).hasSize(50);
        }
    }

    @Test
    void fewCursorsAreHeldAtATime() {
        Runnable release = ledger.hold();

        assertThatThrownBy(ledger::hold).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.code()).isEqualTo("queries_busy");
            assertThat(error.retryAfter()).isNotNull();
        });
        release.run();
        ledger.hold().run();
    }

    @Test
    void aDatabaseThatIsAwayIsTold() {
        database.close();

        assertThatThrownBy(() -> page(LogFilter.of(LedgerView.ALL)))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.code()).isEqualTo("database_unavailable"));
    }

    Database database() {
        return database;
    }

    void keep(ExchangeRecord exchange) {
        writer.append(List.of(exchange)).block();
    }

    private static ExchangeRecord hourly(String id, String user, Instant time) {
        return Exchanges.called(id)
                .of("p-" + user, "app", user)
                .session("s-" + user)
                .at(time)
                .build();
    }

    private static List<Row> ofAlice(List<Row> rows, Instant from, Instant to) {
        return rows.stream()
                .filter(row -> "alice".equals(row.exchange().owner().user()))
                .filter(row -> !row.exchange().timing().started().isBefore(from))
                .filter(row -> row.exchange().timing().started().isBefore(to))
                .toList();
    }

    /** All pages, each after the last of the one before. */
    private List<Row> pages(LogFilter filter, int most) {
        List<Row> all = new ArrayList<>();
        LogPosition after = null;
        List<Row> page;
        do {
            page = ledger.logs().page(filter, after, most);
            all.addAll(page);
            after = page.isEmpty() ? after : page.get(page.size() - 1).position();
        } while (page.size() == most);
        return all;
    }

    private List<Row> page(LogFilter filter) {
        return ledger.logs().page(filter, null, 100);
    }

    private List<String> ids(LogFilter filter) {
        return page(filter).stream().map(row -> row.exchange().requestId()).toList();
    }

    private List<UsageRow> sums(UsageQuery query) {
        List<UsageRow> all = new ArrayList<>();
        try (UsageCursor cursor = ledger.usage(query)) {
            for (List<UsageRow> part = cursor.next(7); !part.isEmpty(); part = cursor.next(7)) {
                all.addAll(part);
            }
        }
        return all;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
