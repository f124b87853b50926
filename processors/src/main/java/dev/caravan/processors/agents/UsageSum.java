package dev.caravan.processors.agents;

import dev.caravan.spi.chat.Usage;

/** Adds up what several turns have used. */
final class UsageSum {

    private UsageSum() {}

    /** Both together; what only one of them tells is that one's. */
    static Usage of(Usage a, Usage b) {
        return new Usage(
                sum(a.input(), b.input()),
                sum(a.output(), b.output()),
                sum(a.cacheRead(), b.cacheRead()),
                sum(a.cacheWrite(), b.cacheWrite()),
                sum(a.cacheWriteHour(), b.cacheWriteHour()),
                sum(a.reasoning(), b.reasoning()),
                sum(a.audioInput(), b.audioInput()),
                sum(a.audioOutput(), b.audioOutput()));
    }

    private static long sum(long a, long b) {
        if (a == Usage.UNKNOWN) {
            return b;
        }
        return b == Usage.UNKNOWN ? a : a + b;
    }
}
