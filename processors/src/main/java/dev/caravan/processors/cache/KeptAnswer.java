package dev.caravan.processors.cache;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.routing.Target;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A whole answer that was given, in its client's dialect: its bytes as they went, a stream's also. Immutable. */
final class KeptAnswer {

    private static final AsciiString LOSS = AsciiString.cached("x-ingate-translation-loss");

    /** What an entry costs beside its body, about. */
    private static final int OVERHEAD = 512;

    private final String contentType;
    private final @Nullable String loss;
    private final boolean isStream;
    private final byte[] body;
    private final @Nullable String servedBy;
    private final long keptAt;
    private final Duration ttl;

    /**
     * @param head the headers that it was given with
     * @param isStream whether it was a stream of events
     * @param target who answered, or null
     * @param keptAt the time in nanoseconds
     * @param ttl how long it may be given again
     */
    KeptAnswer(HttpHeaders head, boolean isStream, byte[] body, @Nullable Target target, long keptAt, Duration ttl) {
        this.contentType = head.get(HttpHeaderNames.CONTENT_TYPE, "application/json");
        this.loss = head.get(LOSS);
        this.isStream = isStream;
        this.body = body;
        this.servedBy = target == null ? null : name(target);
        this.keptAt = keptAt;
        this.ttl = ttl;
    }

    int weight() {
        return body.length + OVERHEAD;
    }

    Duration ttl() {
        return ttl;
    }

    Duration age(long now) {
        return Duration.ofNanos(now - keptAt);
    }

    /** Whether that target gave it, of whichever reading of the configuration. */
    boolean isOf(Target other) {
        return name(other).equals(servedBy);
    }

    private static String name(Target target) {
        return target.provider().name() + "/" + target.model();
    }

    /** The answer for another call. */
    Answer answer(Call call) {
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        headers.set(call.errorDialect().requestIdHeader(), call.id());
        if (loss != null) {
            headers.set(LOSS, loss);
        }
        if (!isStream) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        return new Answer(200, headers, WholeBody.publish(body));
    }
}
