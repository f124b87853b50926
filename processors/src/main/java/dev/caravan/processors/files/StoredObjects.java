package dev.caravan.processors.files;

import io.netty.util.concurrent.EventExecutor;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Remembers what providers keep, and for whom. Nothing of it blocks; results are told on the event loop that is given, failures
 * as {@link dev.caravan.spi.GatewayError} 503. Thread-safe.
 */
public interface StoredObjects {

    /** Whether no file is known at all, as far as this gateway has heard: what others have added may be a minute away. */
    boolean isWithoutFiles();

    /** All that is known by these ids, of any provider and owner, the oldest first. */
    Mono<List<StoredObject>> find(StoredKind kind, Collection<String> ids, EventExecutor loop);

    /** Whether an owner has anything of a kind at a provider. */
    Mono<Boolean> hasAny(StoredKind kind, String provider, String owner, EventExecutor loop);

    /**
     * Remembers them for good; those that are known already stay as they are.
     *
     * @return false when one of them is known as somebody else's; the others are remembered nevertheless
     */
    Mono<Boolean> add(Collection<StoredObject> objects, EventExecutor loop);

    /** Forgets it. */
    Mono<Void> remove(StoredObject object, EventExecutor loop);
}
