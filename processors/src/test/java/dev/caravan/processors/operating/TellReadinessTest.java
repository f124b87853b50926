package dev.caravan.processors.operating;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.ledger.ListedLedger;
import dev.caravan.processors.request.TestCall;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TellReadinessTest {

    private final ListedLedger ledger = new ListedLedger();

    @Test
    void isReadyUntilItDrains() {
        assertThat(asked(false, true).status()).isEqualTo(200);
        assertThat(asked(true, true).status()).isEqualTo(503);
    }

    @Test
    void goesOnServingWhileTheLedgerCannotBeWritten() {
        ledger.lose();

        assertThat(asked(false, true).status()).isEqualTo(200);
    }

    @Test
    void isNotReadyForCallsThatTheLedgerHasNoRoomFor() {
        ledger.fill();

        assertThat(asked(false, true).status()).isEqualTo(503);
        assertThat(asked(false, false).status()).isEqualTo(200);
    }

    private Answer asked(boolean draining, boolean recorded) {
        Call call = TestCall.get("/readyz").build();
        new TellReadiness(() -> draining, ledger, recorded).apply(call);
        return Objects.requireNonNull(call.answer());
    }
}
