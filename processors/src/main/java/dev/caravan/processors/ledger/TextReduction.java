package dev.caravan.processors.ledger;

import dev.caravan.processors.guardrails.kinds.pii.PiiKind;
import dev.caravan.processors.guardrails.kinds.secrets.SecretsKind;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Takes out of records what the ledger is not to keep. */
public final class TextReduction {

    private TextReduction() {}

    /** What leaves of a record what is to be kept; thread-safe, and not for event loops. */
    public static UnaryOperator<ExchangeRecord> to(KeptText kept) {
        return switch (kept) {
            case FULL -> UnaryOperator.identity();
            case NONE -> exchange -> exchange.withTexts(Content.NONE, Bodies.NONE);
            case REDACTED -> new TextRedactor(scanners())::redacted;
        };
    }

    private static List<TextScanner> scanners() {
        List<TextScanner> scanners = new ArrayList<>();
        for (GuardrailKind kind : List.of(new SecretsKind(), new PiiKind())) {
            if (kind.create(Settings.of("ledger", Map.of())) instanceof TextScanner scanner) {
                scanners.add(scanner);
            }
        }
        return scanners;
    }
}
