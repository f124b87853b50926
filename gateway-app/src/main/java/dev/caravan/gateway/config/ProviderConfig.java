package dev.caravan.gateway.config;

import dev.caravan.processors.routing.ConfiguredProvider.Timeouts;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An entry under {@code providers}: what the gateway itself reads of it, and the section for the plugin to read the
 * rest.
 *
 * @param name its name
 * @param plugin the name of the plugin or of a preset, which may not exist; the provider's own name where the file names none
 * @param section what the file has for it
 * @param passThroughCredentials whether the client's own credential goes upstream ({@code auth: passthrough})
 * @param models the models that it lists, in their order; empty when it lists none
 * @param formatUrls absolute URLs that replace the plugin's
 * @param forwardHeaders names of request headers in lower case
 * @param timeouts its own, and the file's defaults for those that it does not set
 */
public record ProviderConfig(
        String name,
        String plugin,
        ProviderSection section,
        boolean passThroughCredentials,
        List<String> models,
        Map<Operation, String> formatUrls,
        Set<String> forwardHeaders,
        Timeouts timeouts) {

    /** The section for the plugin to read the rest; the gateway's keys count as read. */
    public Settings settings() {
        return section.settings();
    }
}
