package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.processors.spans.FoundSpan;
import dev.caravan.processors.spans.SpanArchive.Grouping;
import dev.caravan.processors.spans.SpanFilter;
import dev.caravan.processors.spans.SpanGroup;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found of spans and of exchanges beside them, in either database. */
abstract class SpanArchiveContract {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private Database database;
    private SpanWriter spans;
    private LedgerWriter ledger;
    private JdbcSpanArchive archive;

    abstract DatabaseConfig config() throws Exception;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(config());
        spans = SpanWriter.start(database.dataSource(), Clock.systemUTC(), new SimpleMeterRegistry());
        ledger = LedgerWriter.start(database, Clock.systemUTC(), 1 << 20, new SimpleMeterRegistry());
        archive = new JdbcSpanArchive(database.dataSource());
    }

    @AfterEach
    void close() {
        spans.close();
        ledger.close();
        database.close();
    }

    @Test
    void callsThroughTheGatewayStandInTheTraceOfTheirClient() {
        spans.append(List.of(span("shop", "t-1", "root", null, "s-1"))).block();
        ledger.append(List.of(call("shop", Source.PROXY, "r-1", "t-1", "root"))).block();
        ledger.append(List.of(call("shop", Source.OTLP, "t-1-root", "t-1", null)))
                .block();

        SpanGroup trace = archive.groups(
                        Grouping.TRACE, SpanFilter.ofTrace(LedgerView.ofProject("shop"), "t-1"), Long.MAX_VALUE, 5)
                .get(0);
        List<FoundSpan> found = archive.spans(
                        SpanFilter.ofTrace(LedgerView.ofProject("shop"), "t-1"), Long.MAX_VALUE, 5, true)
                .spans();

        assertThat(trace.spans()).isEqualTo(2);
        assertThat(trace.errors()).isEqualTo(1);
        assertThat(trace.usage().input()).isEqualTo(14);
        assertThat(trace.cost()).isEqualByComparingTo("0.75");
        assertThat(trace.root()).isEqualTo(new SpanGroup.Root("root", "step", SpanStatus.SUCCESS));
        assertThat(found).extracting(row -> row.span().source()).containsExactly(Source.PROXY, Source.SPANS);
        assertThat(found.get(0).span().status()).isEqualTo(SpanStatus.ERROR);
        assertThat(found.get(0).span().details().path("input").asText()).isEqualTo("Hello");
        assertThat(found.get(0).span().ended()).isEqualTo(START.plusMillis(20));
    }

    @Test
    void aProjectSeesItsOwnAlone() {
        spans.append(List.of(
                        span("shop", "t-1", "a", null, "s-1"),
                        span("other", "t-1", "a", null, "s-1"),
                        span(null, "t-1", "a", null, "s-1")))
                .block();

        assertThat(archive.spans(SpanFilter.ofTrace(LedgerView.ofProject("shop"), "t-1"), Long.MAX_VALUE, 9, false)
                        .spans())
                .hasSize(1);
        assertThat(archive.spans(SpanFilter.ofTrace(LedgerView.ofProject(""), "t-1"), Long.MAX_VALUE, 9, false)
                        .spans())
                .hasSize(1);
        assertThat(archive.spans(SpanFilter.ofTrace(LedgerView.ALL, "t-1"), Long.MAX_VALUE, 9, false)
                        .spans())
                .hasSize(3);
        assertThat(archive.groups(
                                Grouping.SESSION,
                                SpanFilter.ofSession(LedgerView.ofProject("shop"), "s-1"),
                                Long.MAX_VALUE,
                                9)
                        .get(0)
                        .spans())
                .isEqualTo(1);
        assertThat(archive.groups(
                        Grouping.TRACE, SpanFilter.ofTrace(LedgerView.ofProject("nobody"), "t-1"), Long.MAX_VALUE, 9))
                .isEmpty();
    }

    @Test
    void keysWithoutAProjectUseTheSameIdsForSpansOfTheirOwn() {
        spans.append(List.of(spanBy("a"), spanBy("a"), spanBy("b"))).block();
        spans.append(List.of(spanBy("c"), spanBy("b"), spanBy("a"))).block();

        assertThat(archive.spans(SpanFilter.ofTrace(LedgerView.ALL, "t-1"), Long.MAX_VALUE, 9, false)
                        .spans())
                .extracting(found -> found.span().owner().key())
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    private static SpanRecord spanBy(String key) {
        SpanRecord span = span(null, "t-1", "s", null, null);
        return new SpanRecord(
                span.source(),
                new Owner(null, key, null, null),
                null,
                span.trace(),
                span.name(),
                span.kind(),
                span.status(),
                span.started(),
                span.ended(),
                span.model(),
                span.usage(),
                span.cost(),
                span.details());
    }

    @Test
    void aKeyWithoutAProjectSeesWhatCameByItself() {
        ledger.append(List.of(callBy("a", "r-1", "complete"), callBy("b", "r-2", "complete")))
                .block();
        LedgerView own = LedgerView.ofKey("a");

        assertThat(archive.spans(SpanFilter.ofTrace(own, "t-1"), Long.MAX_VALUE, 9, true)
                        .spans())
                .extracting(row -> row.span()
                        .details()
                        .path("attributes")
                        .path("request_id")
                        .asText())
                .containsExactly("r-1");
        assertThat(archive.groups(Grouping.TRACE, SpanFilter.ofTrace(own, "t-1"), Long.MAX_VALUE, 9)
                        .get(0)
                        .spans())
                .isEqualTo(1);
        assertThat(archive.groups(Grouping.TRACE, SpanFilter.ofTrace(LedgerView.ofKey("c"), "t-1"), Long.MAX_VALUE, 9))
                .isEmpty();
    }

    @Test
    void aCallThatItsClientLeftIsCancelled() {
        ledger.append(List.of(callBy("a", "r-1", "client_gone"), callBy("a", "r-2", "complete")))
                .block();

        SpanFilter cancelled = new SpanFilter(LedgerView.ALL, null, null, null, null, SpanStatus.CANCELLED, null, null);

        assertThat(archive.spans(cancelled, Long.MAX_VALUE, 9, true).spans())
                .extracting(row -> row.span().status())
                .containsExactly(SpanStatus.CANCELLED);
    }

    @Test
    void shortTextsDoNotEndAPage() {
        ledger.append(IntStream.range(0, 40)
                        .mapToObj(i -> callBy("a", "r-" + i, "complete"))
                        .toList())
                .block();

        var page = archive.spans(SpanFilter.ofTrace(LedgerView.ALL, "t-1"), Long.MAX_VALUE, 50, true);

        assertThat(page.spans()).hasSize(40);
        assertThat(page.hasMore()).isFalse();
    }

    @Test
    void eachTraceStandsOnOnePageWhereverItsSpansAre() {
        for (int i = 0; i < 5; i++) {
            spans.append(List.of(span("shop", "t-" + i, "a", null, "s-1"))).block();
        }
        ledger.append(List.of(call("shop", Source.PROXY, "r", "t-0", null))).block();

        SpanFilter all = new SpanFilter(LedgerView.ofProject("shop"), null, null, null, null, null, null, null);
        List<SpanGroup> first = archive.groups(Grouping.TRACE, all, Long.MAX_VALUE, 3);
        List<SpanGroup> second =
                archive.groups(Grouping.TRACE, all, first.get(2).key(), 3);

        assertThat(first).extracting(SpanGroup::id).containsExactly("t-0", "t-4", "t-3");
        assertThat(second).extracting(SpanGroup::id).containsExactly("t-2", "t-1");
        assertThat(archive.groups(Grouping.SESSION, all, Long.MAX_VALUE, 3)
                        .get(0)
                        .traces())
                .isEqualTo(5);
    }

    @Test
    void spansThatComeAgainAreKeptOnceAndNewOnesBesideThem() {
        spans.append(List.of(span("shop", "t-1", "a", null, null))).block();
        spans.append(List.of(span("shop", "t-1", "a", null, null), span("shop", "t-1", "b", "a", null)))
                .block();

        assertThat(archive.spans(SpanFilter.ofTrace(LedgerView.ofProject("shop"), "t-1"), Long.MAX_VALUE, 9, false)
                        .spans())
                .extracting(row -> row.span().trace().spanId())
                .containsExactly("b", "a");
    }

    @Test
    void longDetailsComeBackWholeAndEndThePage() {
        byte[] noise = new byte[9 << 20];
        new Random(7).nextBytes(noise);
        ObjectNode details = Json.object().put("input", Base64.getEncoder().encodeToString(noise));
        spans.append(List.of(
                        withDetails(span("shop", "t-1", "a", null, null), details),
                        withDetails(span("shop", "t-1", "b", null, null), details),
                        withDetails(span("shop", "t-1", "c", null, null), details)))
                .block(Duration.ofMinutes(1));

        var page = archive.spans(SpanFilter.ofTrace(LedgerView.ofProject("shop"), "t-1"), Long.MAX_VALUE, 9, true);

        assertThat(page.spans()).hasSize(2);
        assertThat(page.hasMore()).isTrue();
        assertThat(page.spans().get(0).span().details()).isEqualTo(details);
    }

    private static SpanRecord withDetails(SpanRecord span, ObjectNode details) {
        return new SpanRecord(
                span.source(),
                span.owner(),
                null,
                span.trace(),
                span.name(),
                span.kind(),
                span.status(),
                span.started(),
                span.ended(),
                span.model(),
                span.usage(),
                span.cost(),
                details);
    }

    private static SpanRecord span(
            @Nullable String project, String trace, String id, @Nullable String parent, @Nullable String session) {
        return new SpanRecord(
                Source.SPANS,
                new Owner(project, "app", null, session),
                "lab",
                new Trace(trace, id, parent),
                "step",
                SpanKind.LLM,
                SpanStatus.SUCCESS,
                START,
                START.plusSeconds(1),
                new SpanRecord.Model("openai", "gpt"),
                Usage.of(10, 2),
                new BigDecimal("0.5"),
                Json.object());
    }

    private static ExchangeRecord call(
            String project, Source source, String id, String trace, @Nullable String parent) {
        return call(
                new Owner(project, "app", null, null),
                source,
                id,
                new Trace(trace, "of-" + id, parent),
                new Result(500, "complete", "overloaded", null));
    }

    /** By a key without a project. */
    private static ExchangeRecord callBy(String key, String id, String outcome) {
        return call(
                new Owner(null, key, null, null),
                Source.PROXY,
                id,
                new Trace("t-1", "of-" + id, null),
                new Result(200, outcome, null, null));
    }

    private static ExchangeRecord call(Owner owner, Source source, String id, Trace trace, Result result) {
        return new ExchangeRecord(
                id,
                source,
                owner,
                trace,
                new Timing(START, Duration.ofMillis(20), null, null),
                new Asked("POST", "/v1/chat/completions", "openai", "gpt", null, false),
                result,
                new Content("Hello", null, null, Map.of()),
                Usage.of(4, 1),
                false,
                new Cost(new BigDecimal("0.25"), null, null, Map.of()),
                Bodies.NONE);
    }
}
