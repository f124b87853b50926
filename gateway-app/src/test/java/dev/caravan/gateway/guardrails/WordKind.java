package dev.caravan.gateway.guardrails;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Finds words as they are written; one of them, {@code breaks}, breaks it. */
public final class WordKind implements GuardrailKind {

    private static final AtomicInteger OPEN = new AtomicInteger();

    /** How many guardrails of this kind are not closed. */
    public static int open() {
        return OPEN.get();
    }

    @Override
    public String name() {
        return "test-word";
    }

    @Override
    public Guardrail create(Settings settings) {
        String word = settings.requiredText("word", "Write what to find");
        String label = settings.text("label", "word");
        OPEN.incrementAndGet();
        return new Words(word, label);
    }

    private record Words(String word, String label) implements TextScanner {

        @Override
        public List<Finding> scan(String text) {
            if (word.equals("breaks")) {
                throw new IllegalStateException("it quotes " + text);
            }
            List<Finding> findings = new ArrayList<>();
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
                findings.add(new Finding(at, at + word.length(), label));
            }
            return findings;
        }

        @Override
        public int undecided(String text) {
            int length = Math.min(word.length() - 1, text.length());
            while (!text.endsWith(word.substring(0, length))) {
                length--;
            }
            return length;
        }

        @Override
        public void close() {
            OPEN.decrementAndGet();
        }
    }
}
