package dev.caravan.processors.spans;

import java.util.List;
import reactor.core.publisher.Mono;

/** Keeps spans. Writing never blocks. Thread-safe. */
public interface Spans {

    /**
     * Keeps those spans that are not known yet.
     *
     * @param spans of one report; may be empty
     * @return completes when all of them are committed, on any thread. {@link dev.caravan.spi.GatewayError} 503 with a time to
     *     come again when they cannot be written now; some of them may have been written then, and coming again does no harm
     */
    Mono<Void> append(List<SpanRecord> spans);
}
