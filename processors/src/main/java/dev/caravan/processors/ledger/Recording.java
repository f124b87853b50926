package dev.caravan.processors.ledger;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.translation.ContentType;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one call, for its record. What costs time is left to the ledger's thread. Confined to the call's event loop.
 */
public final class Recording {

    private static final String EVENTS = "text/event-stream";
    private static final String ATTEMPTS = "x-ingate-attempts";

    private final Ledger ledger;
    private final Extractor extractor;
    private final ReportedCosts costs;
    private final Instant started;
    private final int copied;
    private @Nullable ByteBuffer request;
    private @Nullable BodyCopy response;
    private boolean events;
    private long firstPiece;
    private @Nullable String attempts;

    /** @param copied the most bytes of a body that are copied */
    Recording(Ledger ledger, Extractor extractor, ReportedCosts costs, Instant started, int copied) {
        this.ledger = ledger;
        this.extractor = extractor;
        this.costs = costs;
        this.started = started;
        this.copied = copied;
    }

    /** The answer as it goes to the client; what passes is listened to. */
    public Answer listensTo(Answer answer) {
        HttpHeaders headers = answer.headers();
        attempts = headers.get(ATTEMPTS);
        events = ContentType.is(headers, EVENTS);
        if (copied > 0 && isText(headers)) {
            response = new BodyCopy(copied);
        }
        return answer.withBody(new CopiedBody(answer, this, response));
    }

    void firstPiece(long nanoTime) {
        firstPiece = nanoTime;
    }

    /** The body that the call has sent, as it was when the provider was called, is about to be let go. */
    void copyRequest(Call call) {
        JsonBody json = call.json();
        if (json != null && copied > 0) {
            ByteBuf bytes = json.bytes();
            BodyCopy copy = new BodyCopy(copied);
            copy.add(bytes);
            request = copy.bytes();
        }
    }

    /**
     * The call is over.
     *
     * @param status the status that was sent
     * @param outcome how far the answer came, in a word of low cardinality
     * @param errorCode the code of the gateway's own error, or null
     */
    public void ended(
            Call call, int status, String outcome, @Nullable String errorCode, long overheadNanos, long durationNanos) {
        ByteBuffer answered = response == null ? null : response.bytes();
        long first = firstPiece == 0 ? 0 : firstPiece - call.clock().received();
        EndedCall ended = EndedCall.of(
                call,
                started,
                new EndedCall.Ending(status, outcome, errorCode, durationNanos, first, overheadNanos),
                attempts,
                new Bodies(request, answered),
                events);
        long bytes = request == null ? 0 : request.remaining();
        bytes += answered == null ? 0 : answered.remaining();
        ledger.keep(bytes, () -> ended.toRecord(extractor, costs));
    }

    private static boolean isText(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        if (type == null) {
            return false;
        }
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("text/") || lower.contains("json");
    }
}
