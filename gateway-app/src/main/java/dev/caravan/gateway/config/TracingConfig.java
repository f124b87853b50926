package dev.caravan.gateway.config;

import dev.caravan.spi.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where spans of calls are sent.
 *
 * @param endpoint an OTLP/HTTP endpoint for traces
 * @param headers what is sent with them, such as a credential
 * @param sample the part of the calls that has spans where the client has not decided, from 0 to 1
 * @param serviceName {@code service.name} of the spans
 */
public record TracingConfig(URI endpoint, Map<String, Secret> headers, double sample, String serviceName) {

    private static final String FIX = "Write a URL such as http://127.0.0.1:4318/v1/traces";

    /** @return null where no tracing is configured */
    static @Nullable TracingConfig read(Section tracing, ConfigSource source) {
        try (tracing) {
            if (!source.has("tracing")) {
                return null;
            }
            String text = tracing.text("endpoint").orElse("");
            URI endpoint = HttpUrl.of(text);
            if (endpoint == null) {
                tracing.refuse("endpoint", text.isEmpty() ? "is missing" : "'" + text + "' is no URL of HTTP", FIX);
            }
            Map<String, Secret> headers = new LinkedHashMap<>();
            SentHeaders.read(tracing).forEach((name, value) -> headers.put(name, Secret.of(value)));
            return new TracingConfig(
                    endpoint == null ? URI.create("http://invalid") : endpoint,
                    headers,
                    Percentage.read(tracing, "sample", 1),
                    tracing.text("service-name").orElse("caravan"));
        }
    }
}
