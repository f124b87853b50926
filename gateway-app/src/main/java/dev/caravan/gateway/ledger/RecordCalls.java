package dev.caravan.gateway.ledger;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.ledger.Recording;

/** Tells the recordings of calls how those ended. */
public final class RecordCalls implements CallObserver {

    @Override
    public void ended(Call call, CallEnd end) {
        Recording recording = call.recording();
        if (recording != null) {
            recording.ended(
                    call,
                    end.status(),
                    end.outcome().word(),
                    end.errorCode().isEmpty() ? null : end.errorCode(),
                    end.overheadNanos(),
                    end.durationNanos());
        }
    }
}
