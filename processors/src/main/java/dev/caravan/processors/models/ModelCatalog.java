package dev.caravan.processors.models;

import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.ModelInfo;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import reactor.core.publisher.Mono;

/** Asks an upstream which models it has. */
@FunctionalInterface
public interface ModelCatalog {

    /**
     * @param loop the event loop to ask on
     * @param provider one that serves {@link dev.caravan.spi.Operation#MODELS} and has credentials
     * @return its models in the upstream's order; an error when it cannot be asked. Cancelled when it takes too long
     */
    Mono<List<ModelInfo>> models(EventExecutor loop, ConfiguredProvider provider);
}
