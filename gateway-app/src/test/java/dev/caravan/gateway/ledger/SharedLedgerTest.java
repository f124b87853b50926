package dev.caravan.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.TestPostgres;
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
import dev.caravan.spi.chat.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Two gateways on one PostgreSQL. */
class SharedLedgerTest {

    private final List<Database> databases = new ArrayList<>();
    private final List<LedgerWriter> nodes = new ArrayList<>();
    private TestPostgres postgres;

    @BeforeEach
    void start() throws IOException, SQLException {
        postgres = TestPostgres.start();
        var config = postgres.database();
        for (int i = 0; i < 2; i++) {
            Database database = Database.open(config);
            databases.add(database);
            nodes.add(LedgerWriter.start(database, Clock.systemUTC(), 64 << 20, new SimpleMeterRegistry()));
        }
    }

    @AfterEach
    void stop() throws IOException {
        nodes.forEach(LedgerWriter::close);
        databases.forEach(Database::close);
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void aReportThatComesToBothAtOnceIsKeptOnce() throws SQLException {
        Flux.range(0, 2000)
                .flatMap(i -> nodes.get(i % 2).append(List.of(exchange("r-" + i / 4))), 100)
                .blockLast();

        List<KeptExchange> kept = KeptExchange.in(databases.get(0).dataSource());
        assertThat(kept).hasSize(500);
        assertThat(kept).extracting(row -> row.text("request_id")).doesNotHaveDuplicates();
        assertThat(kept.get(0).content().prompt()).isEqualTo("Hello");
        assertThat(kept.get(0).request()).isEqualTo("{}");
    }

    @Test
    void whatIsNoTextSpoilsNothing() throws SQLException {
        nodes.get(0).append(List.of(exchange("one \uD83D two"))).block();

        assertThat(KeptExchange.in(databases.get(0).dataSource())).hasSize(1);
    }

    private static ExchangeRecord exchange(String requestId) {
        return new ExchangeRecord(
                requestId,
                Source.INGEST,
                new Owner("shop", "app", "al\0ice", "half \uD83D"),
                Trace.NONE,
                new Timing(Instant.parse("2026-03-01T12:00:00Z"), null, null, null),
                new Asked("POST", "/v1/chat/completions", "openai", "gpt-4o-mini", null, false),
                new Result(200, "reported", null, "stop"),
                new Content("Hello", "Hi \0there!", null, Map.of()),
                Usage.of(197, 54),
                false,
                Cost.UNKNOWN,
                new Bodies(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)), null));
    }
}
