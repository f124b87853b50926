package dev.caravan.processors.limits;

import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Where calls and tokens are counted. It outlives a reload of the configuration: a limit that is the same before and after
 * goes on where it was. Thread-safe, never blocks.
 */
public interface LimitStore {

    /**
     * Takes what is claimed of each of these limits, or of none of them.
     *
     * @param claims in the order in which they are looked at, the narrower before the wider
     * @param loop the call's event loop, where this is subscribed to and the verdict is told
     * @return when it is cancelled before it was told, whatever was taken is given back. A {@link
     *     dev.caravan.spi.GatewayError} when the store cannot tell and is to let nobody pass then
     */
    Mono<Verdict> take(List<Claim> claims, EventExecutor loop);
}
