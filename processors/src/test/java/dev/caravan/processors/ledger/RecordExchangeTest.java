package dev.caravan.processors.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.GatewayError;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordExchangeTest {

    private final ListedLedger ledger = new ListedLedger();
    private final Call call = TestCall.post("/v1/chat/completions").build();

    @Test
    void aCallThatCannotBeRecordedIsNotMade() {
        ledger.fill();

        assertThatThrownBy(() -> step(true).apply(call)).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(503);
            assertThat(error.code()).isEqualTo("ledger_busy");
            assertThat(error.retryAfter()).isNotNull();
        });
    }

    @Test
    void whereNothingIsRecordedAFullLedgerDoesNoHarm() {
        ledger.fill();
        step(false).apply(call);

        assertThat(call.recording()).isNull();
    }

    private RecordExchange step(boolean enabled) {
        return new RecordExchange(
                ledger,
                new LedgerRules(enabled, KeptText.FULL, 1000),
                new Extractor(new Dialects(List.of(), List.of())),
                new ReportedCosts(
                        new Costs(ModelRegistry.EMPTY), ModelRegistry.EMPTY, new ProviderRegistry(List.of(), Map.of())),
                InstantSource.system());
    }
}
