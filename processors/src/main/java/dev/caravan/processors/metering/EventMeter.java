package dev.caravan.processors.metering;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Usage;

/** Reads the use off a stream that is translated. One for each stream; used on one thread. */
public final class EventMeter {

    private static final int CHARACTERS_PER_TOKEN = 4;

    private final Call call;
    private Usage told = Usage.NONE;
    private boolean complete;

    /** What has come since something was told. */
    private long characters;

    private long pieces;

    public EventMeter(Call call) {
        this.call = call;
    }

    /** Looks at the provider's next event. */
    public void sees(ChatEvent event) {
        if (event instanceof ChatEvent.PartGrew grown) {
            characters += grown.text().length();
            pieces++;
        } else if (event instanceof ChatEvent.Started start) {
            tell(start.usage());
            call.spending().servedIn(start.serviceTier());
        } else if (event instanceof ChatEvent.UsageKnown known) {
            tell(known.usage());
            call.spending().servedIn(known.serviceTier());
        } else if (event instanceof ChatEvent.Ended) {
            complete = true;
        }
    }

    private void tell(Usage report) {
        told = told.updatedBy(report);
        if (report.output() != Usage.UNKNOWN) {
            characters = 0;
            pieces = 0;
        }
    }

    /** The stream is over, however it ended: the call is told. */
    public void ended() {
        boolean isTold = complete && told.output() != Usage.UNKNOWN;
        CallUse.note(call, told, isTold ? 0 : Math.max(pieces, characters / CHARACTERS_PER_TOKEN));
    }
}
