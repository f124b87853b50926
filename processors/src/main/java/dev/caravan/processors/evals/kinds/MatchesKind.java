package dev.caravan.processors.evals.kinds;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;

/** Whether an expression of RE2 matches somewhere in the completion: {@code pattern}. */
public final class MatchesKind implements EvalKind {

    @Override
    public String name() {
        return "matches";
    }

    @Override
    public Eval create(Settings settings) {
        String regex = settings.text("pattern")
                .orElseThrow(
                        () -> settings.invalid("pattern", "is missing", "Write pattern: \"an expression of RE2\""));
        try {
            Pattern pattern = Pattern.compile(regex);
            return new TextCheck(
                    completion -> pattern.matcher(completion).find() ? "" : "The pattern matches nowhere.");
        } catch (PatternSyntaxException e) {
            throw settings.invalid(
                    "pattern",
                    "'" + regex + "' is no expression of RE2: " + e.getDescription(),
                    "Mend it; look-arounds and back references are not known");
        }
    }
}
