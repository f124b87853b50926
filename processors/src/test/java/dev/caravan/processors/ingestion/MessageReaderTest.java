package dev.caravan.processors.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-05T10:00:00Z");
    private static final long SENT = Instant.parse("2026-11-04T09:00:00Z").toEpochMilli();

    private final MessageReader reader = new MessageReader(
            new ReportReader(new Extractor(new Dialects(List.of(), List.of())), PricedModels.costs(), () -> NOW),
            Principal.named("pipeline", Role.MEMBER, Set.of(Scope.INGEST))
                    .project("shop")
                    .build(),
            1000);

    @Test
    void aMessageIsAReportOfTheConfiguredKey() {
        ExchangeRecord read = read("{\"prompt\":\"Hello\",\"user_id\":\"alice\"}");

        assertThat(read.requestId()).isEqualTo("made-up");
        assertThat(read.source()).isEqualTo(Source.KAFKA);
        assertThat(read.owner().project()).isEqualTo("shop");
        assertThat(read.owner().key()).isEqualTo("pipeline");
        assertThat(read.owner().user()).isEqualTo("alice");
    }

    @Test
    void itHappenedWhenItSaysElseWhenItWasSentElseNow() {
        assertThat(read("{\"prompt\":\"p\",\"timestamp\":\"2026-01-01T00:00:00Z\"}")
                        .timing()
                        .started())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(read("{\"prompt\":\"p\",\"timestamp\":null}").timing().started())
                .isEqualTo("2026-11-04T09:00:00Z");
        assertThat(reader.read(bytes("{\"prompt\":\"p\"}"), "made-up", -1)
                        .timing()
                        .started())
                .isEqualTo(NOW);
    }

    @Test
    void itsOwnIdWins() {
        assertThat(read("{\"prompt\":\"p\",\"request_id\":\"mine\"}").requestId())
                .isEqualTo("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | empty_message",
                "{no json | invalid_json",
                "[1] | invalid_json",
                "{} | empty_report",
                "{\"prompt\":1} | invalid_type",
            })
    void whatCanNeverBeKeptIsRefusedWithItsReason(String message, String code) {
        assertThatThrownBy(() -> read(message))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.code()).isEqualTo(code));
    }

    @Test
    void oneThatIsTooLargeIsRefusedWithTheLimit() {
        assertThatThrownBy(() -> read("{\"prompt\":\"" + "x".repeat(1000) + "\"}"))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.code()).isEqualTo("message_too_large");
                    assertThat(error.text()).contains("1000 bytes");
                });
    }

    @Test
    void aMessageWithoutAValueIsRefused() {
        assertThatThrownBy(() -> reader.read(null, "made-up", SENT)).isInstanceOf(GatewayError.class);
    }

    private ExchangeRecord read(String message) {
        return reader.read(bytes(message), "made-up", SENT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
