package dev.caravan.processors.guardrails.kinds.regex;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.caravan.processors.guardrails.kinds.text.Labels;
import dev.caravan.processors.guardrails.kinds.text.SearchScanner;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.List;

/** Finds the matches of regular expressions in the syntax of RE2, which has no look-arounds and no back references. */
public final class RegexKind implements GuardrailKind {

    @Override
    public String name() {
        return "regex";
    }

    @Override
    public Guardrail create(Settings settings) {
        String label = Labels.read(settings, "regex");
        List<RegexSearch> searches = new ArrayList<>();
        settings.text("pattern").ifPresent(regex -> searches.add(search(settings, "pattern", regex, label)));
        settings.texts("patterns").forEach(regex -> searches.add(search(settings, "patterns", regex, label)));
        if (searches.isEmpty()) {
            throw settings.invalid("pattern", "is missing", "Write pattern: or a list of patterns:");
        }
        return new SearchScanner(searches);
    }

    private static RegexSearch search(Settings settings, String key, String regex, String label) {
        try {
            return new RegexSearch(Pattern.compile(regex), label);
        } catch (PatternSyntaxException e) {
            throw settings.invalid(
                    key,
                    "'" + regex + "' is no expression of RE2: " + e.getDescription(),
                    "Mend it; look-arounds and back references are not known");
        }
    }
}
