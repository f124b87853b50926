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
 * @param plugin the name of the plugin, which may not exist; the provider's own name where the file names none
 * @param settings the section; the gateway's keys count as read
 * @param passThroughCredentials whether the client's own credential goes upstream ({@code auth: passthrough})
 * @param models the models that it lists, in their order; empty when it lists none
 * @param formatUrls absolute URLs that replace the plugin's
 * @param forwardHeaders names of request headers in lower case
 * @param timeouts its own, and the file's defaults for those that it does not set
 */
public record ProviderConfig(
        String name,
        String plugin,
        Settings settings,
        boolean passThroughCredentials,
        List<String> models,
        Map<Operation, String> formatUrls,
        Set<String> forwardHeaders,
        Timeouts timeouts) {}
