package dev.caravan.processors.limits;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Where calls are counted. It outlives a reload of the configuration: a limit that is the same before and after goes on where
 * it was. Thread-safe, never blocks.
 */
public interface LimitStore {

    /**
     * Takes a place in each of these limits, or in none of them.
     *
     * @param claims in the order in which they are looked at, the narrower before the wider
     * @return told where it was subscribed to, the call's event loop; when that is cancelled first, whatever was taken is
     *     given back
     */
    Mono<Verdict> take(List<Claim> claims);
}
