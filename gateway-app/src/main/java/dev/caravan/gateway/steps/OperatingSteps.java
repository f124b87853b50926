package dev.caravan.gateway.steps;

import dev.caravan.processors.operating.TellDocument;
import dev.caravan.processors.operating.TellHealth;
import dev.caravan.processors.operating.TellMetrics;
import dev.caravan.processors.operating.TellReadiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What operators ask for. */
final class OperatingSteps {

    private static final String DOCUMENTS = "/dev/caravan/docs/";

    private OperatingSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        steps.add("tellHealth", new TellHealth());
        steps.add(
                "tellReadiness",
                new TellReadiness(
                        services.draining(),
                        services.ledger(),
                        parts.config().ledger().enabled()));
        steps.add(
                "tellMetrics",
                new TellMetrics(services.scrape(), services.workers().scheduler()));
        steps.add("tellAdminApi", new TellDocument("application/yaml", document("admin-api.yaml")));
    }

    /** A document that comes with the gateway. */
    private static byte[] document(String name) {
        try (InputStream in = OperatingSteps.class.getResourceAsStream(DOCUMENTS + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
