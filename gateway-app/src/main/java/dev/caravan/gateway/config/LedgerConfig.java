package dev.caravan.gateway.config;

import dev.caravan.processors.ledger.KeptText;
import dev.caravan.processors.ledger.LedgerRules;

/**
 * What the ledger keeps.
 *
 * @param enabled whether calls through the gateway are recorded; what is reported to it always is
 * @param text what is kept of what was said
 * @param maxBody the most bytes of a body that are kept of a call through the gateway; a longer one is left out
 * @param queue how much may wait to be written, in bytes; read at start only
 * @param retention how long it is kept; read at start only
 */
public record LedgerConfig(boolean enabled, KeptText text, int maxBody, long queue, RetentionConfig retention) {

    static final LedgerConfig DEFAULT =
            new LedgerConfig(true, KeptText.FULL, 1 << 20, 64L << 20, RetentionConfig.DEFAULT);

    private static final long LEAST_QUEUE = 1L << 20;
    private static final long MOST_QUEUE = 16L << 30;
    private static final long LARGEST_BODY = 64L << 20;

    /** What is kept of calls through the gateway. */
    public LedgerRules rules() {
        return new LedgerRules(enabled, text, maxBody);
    }

    static LedgerConfig read(Section ledger) {
        try (ledger) {
            return new LedgerConfig(
                    ledger.flag("enabled", DEFAULT.enabled()),
                    ledger.choice("bodies", KeptText.class, DEFAULT.text()),
                    (int) ledger.size("max-body", DEFAULT.maxBody(), 0, LARGEST_BODY, "0B and 64MiB"),
                    ledger.size("queue", DEFAULT.queue(), LEAST_QUEUE, MOST_QUEUE, "1MiB and 16GiB"),
                    RetentionConfig.read(ledger.section("retention")));
        }
    }
}
