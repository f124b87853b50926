package dev.caravan.processors.guardrails.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A scanner in a test. What it is to find is written into the text in ⟦brackets⟧. */
public final class KindCase {

    private final TextScanner scanner;

    private KindCase(TextScanner scanner) {
        this.scanner = scanner;
    }

    public static KindCase of(GuardrailKind kind, Map<String, Object> settings) {
        Settings section = Settings.of("guardrails.test", settings);
        TextScanner scanner = (TextScanner) kind.create(section);
        section.rejectUnread();
        return new KindCase(scanner);
    }

    /** Asserts that exactly what is bracketed is found. */
    public void finds(String marked) {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            if (c == '⟦') {
                open = text.length();
            } else if (c == '⟧') {
                expected.add(open + " to " + text.length() + ": " + text.substring(open));
            } else {
                text.append(c);
            }
        }
        String whole = text.toString();
        assertThat(scanner.scan(whole).stream()
                        .map(f -> f.start() + " to " + f.end() + ": " + whole.substring(f.start(), f.end())))
                .as(whole)
                .containsExactlyElementsOf(expected);
    }

    /** Asserts that the whole text is found, under that label. */
    public void finds(String text, String label) {
        assertThat(scanner.scan(text)).as(text).containsExactly(new Finding(0, text.length(), label));
    }

    public void findsNothing(String text) {
        assertThat(scanner.scan(text)).as(text).isEmpty();
    }

    /** The labels of what is found. */
    public List<String> labels(String text) {
        return scanner.scan(text).stream().map(Finding::label).toList();
    }

    /** What is undecided at the text's end. */
    public String undecided(String text) {
        return text.substring(text.length() - scanner.undecided(text));
    }

    public TextScanner scanner() {
        return scanner;
    }
}
