package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class LedgerWriterTest {

    private static final long ROOM = 1 << 20;

    private Database database;
    private LedgerWriter ledger;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
        ledger = LedgerWriter.start(database, Clock.systemUTC(), ROOM, new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void whatIsAcknowledgedIsCommitted() throws SQLException {
        Flux.range(0, 500)
                .flatMap(i -> ledger.append(List.of(exchange("shop", "call-" + i))), 50)
                .blockLast();

        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(500);
        assertThat(number("SELECT SUM(exchanges) FROM usage_day")).isEqualTo(500);
        assertThat(number("SELECT SUM(input_tokens) FROM usage_day")).isEqualTo(500 * 197);
    }

    @Test
    void theSameRequestIsKeptOnceInAProjectHoweverItComesAgain() throws SQLException {
        ledger.append(List.of(exchange("shop", "one"), exchange("shop", "one"))).block();
        ledger.append(List.of(exchange("shop", "one"), exchange("shop", "two"))).block();
        ledger.append(List.of(exchange("other", "one"), exchange(null, "one"))).block();

        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(4);
        assertThat(number("SELECT SUM(exchanges) FROM usage_day")).isEqualTo(4);
    }

    @Test
    void eachKeyWithoutAProjectHasRequestIdsOfItsOwn() throws SQLException {
        ledger.append(List.of(by("solo", "one"), by("solo", "one"), by("solo2", "one")))
                .block();
        ledger.append(List.of(by("solo3", "one"), by("solo2", "one"), by("solo", "one"), by("solo", "two")))
                .block();

        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(4);
        assertThat(number("SELECT SUM(exchanges) FROM usage_day")).isEqualTo(4);
        assertThat(number("SELECT COUNT(*) FROM exchange WHERE key_name = 'solo2'"))
                .isEqualTo(1);
    }

    private static ExchangeRecord by(String key, String requestId) {
        return Exchanges.called(requestId).of(null, key, null).build();
    }

    @Test
    void refusesAtTheDoorWhenTooMuchWaits() {
        List<ExchangeRecord> large = IntStream.range(0, 100)
                .mapToObj(i -> withBody(new byte[20_000]))
                .toList();

        assertThatThrownBy(() ->
                        Flux.range(0, 8).flatMap(i -> ledger.append(large), 8).blockLast())
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(503);
                    assertThat(error.code()).isEqualTo("ledger_busy");
                    assertThat(error.retryAfter()).isNotNull();
                });
    }

    @Test
    void longBodiesComeBackAsTheyWere() throws SQLException {
        byte[] noise = new byte[3_000_000];
        new java.util.Random(7).nextBytes(noise);

        ledger.append(List.of(withBody(noise))).block();

        assertThat(number("SELECT COUNT(*) FROM exchange_body")).isGreaterThan(5);
    }

    @Test
    void namesThatAreTooLongLoseTheirEnd() throws SQLException {
        ledger.append(List.of(exchange("shop", "x".repeat(5000)))).block();

        assertThat(number("SELECT COUNT(*) FROM exchange")).isEqualTo(1);
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static ExchangeRecord withBody(byte[] body) {
        ExchangeRecord exchange = exchange("shop", UUID.randomUUID().toString());
        return new ExchangeRecord(
                exchange.requestId(),
                exchange.source(),
                exchange.owner(),
                exchange.trace(),
                exchange.timing(),
                exchange.request(),
                exchange.result(),
                exchange.content(),
                exchange.usage(),
                false,
                exchange.cost(),
                new Bodies(ByteBuffer.wrap(body), null));
    }

    private static ExchangeRecord exchange(String project, String requestId) {
        return new ExchangeRecord(
                requestId,
                Source.INGEST,
                new Owner(project, "app", "alice", null),
                Trace.NONE,
                new Timing(Instant.parse("2026-03-01T12:00:00Z"), Duration.ofMillis(432), null, null),
                new Asked("POST", "/v1/chat/completions", "openai", "gpt-4o-mini", "gpt-4o-mini", false),
                new Result(200, "complete", null, "stop"),
                new Content("Hello", "Hi there!", null, Map.of("finish_reason", "stop")),
                Usage.of(197, 54),
                false,
                new Cost(new BigDecimal("0.0000619"), null, null, Map.of()),
                new Bodies(ByteBuffer.wrap("{\"model\":\"gpt-4o-mini\"}".getBytes(StandardCharsets.UTF_8)), null));
    }
}
