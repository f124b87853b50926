package dev.caravan.processors.pricing;

import java.util.Locale;

/** Constants of enums as people write them. */
final class Word {

    private Word() {}

    /** {@code CACHE_READ} as {@code cache-read}, the way of the configuration and of lists in answers. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
