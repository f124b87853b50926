package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may be reported, and by whom.
 *
 * @param maxBody the most bytes of one report
 * @param maxBatchBody the most bytes of a batch of them
 * @param maxBatch the most reports of a batch
 * @param keylessIntake the key that reports to NeMo's paths count as made by when they come without any; null when they are
 *     refused
 */
public record IngestionConfig(long maxBody, long maxBatchBody, int maxBatch, @Nullable ApiKey keylessIntake) {

    static final IngestionConfig DEFAULT = new IngestionConfig(32L << 20, 32L << 20, 1000, null);

    private static final long SMALLEST = 1L << 10;
    private static final long LARGEST = 256L << 20;
    private static final String RANGE = "1KiB and 256MiB";
    private static final int LARGEST_BATCH = 100_000;

    /** @param keys the configured keys, of which one may be named */
    static IngestionConfig read(Section ingestion, List<ApiKey> keys) {
        try (ingestion) {
            return new IngestionConfig(
                    ingestion.size("max-body", DEFAULT.maxBody(), SMALLEST, LARGEST, RANGE),
                    ingestion.size("max-batch-body", DEFAULT.maxBatchBody(), SMALLEST, LARGEST, RANGE),
                    ingestion.integer("max-batch", DEFAULT.maxBatch(), 1, LARGEST_BATCH),
                    ingestion
                            .text("keyless-intake")
                            .map(name -> keyless(ingestion, name, keys))
                            .orElse(null));
        }
    }

    private static @Nullable ApiKey keyless(Section ingestion, String name, List<ApiKey> keys) {
        Optional<ApiKey> key = keys.stream()
                .filter(known -> known.principal().name().equals(name))
                .findFirst();
        if (key.isEmpty()) {
            ingestion.refuse("keyless-intake", "is none of the keys of this file", "Write the name of one of them");
        } else if (!mayIngest(key.get().principal())) {
            ingestion.refuse(
                    "keyless-intake", "is a key that may not report", "Give it the role member and the scope ingest");
        }
        return key.orElse(null);
    }

    private static boolean mayIngest(Principal key) {
        return key.role() == Role.ADMIN
                || (key.role() == Role.MEMBER && key.scopes().contains(Scope.INGEST));
    }
}
