package dev.caravan.gateway.config;

import dev.caravan.processors.cache.CacheRules;
import java.util.LinkedHashSet;

/** Reads {@code cache}. */
final class CacheReader {

    private static final long LEAST = 1024;
    private static final long MOST = 64L << 30;
    private static final long LARGEST_ENTRY = 64L << 20;

    private CacheReader() {}

    static CacheRules read(Section cache) {
        CacheRules usual = CacheRules.NONE;
        try (cache) {
            long maxSize = cache.size("max-size", usual.maxSize(), LEAST, MOST, "1KiB and 64GiB");
            long maxEntry = cache.size("max-entry", usual.maxEntry(), LEAST, LARGEST_ENTRY, "1KiB and 64MiB");
            return new CacheRules(
                    cache.flag("enabled", usual.enabled()),
                    cache.duration("ttl", usual.ttl()),
                    maxSize,
                    (int) maxEntry,
                    cache.flag("everybody", usual.everybody()),
                    new LinkedHashSet<>(cache.texts("projects")),
                    new LinkedHashSet<>(cache.texts("keys")));
        }
    }
}
