package dev.caravan.processors.routing;

import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A provider as configured: the plugin's part and the gateway's.
 *
 * @param name its name under {@code providers}
 * @param plugin the plugin's name
 * @param provider what the plugin made of the configuration
 * @param passThroughCredentials whether the client's own credential goes upstream ({@code auth: passthrough})
 * @param models the models that the configuration lists; empty when it lists none
 * @param formatUrls URLs that replace the plugin's for an operation
 * @param forwardHeaders names, in lower case, of request headers that go upstream beside the usual ones
 * @param timeouts how long to wait for it
 */
public record ConfiguredProvider(
        String name,
        String plugin,
        Provider provider,
        boolean passThroughCredentials,
        List<String> models,
        Map<Operation, String> formatUrls,
        Set<String> forwardHeaders,
        Timeouts timeouts) {

    /**
     * @param connect until the connection stands
     * @param firstByte from the sent request of one attempt to its answer's head
     * @param idle between two pieces of the answer's body
     * @param total from the first attempt of a call to its answer's end
     */
    public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {}
}
