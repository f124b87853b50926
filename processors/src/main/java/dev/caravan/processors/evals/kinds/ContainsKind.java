package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;
import java.util.List;

/** Whether the completion has each of some texts in it: {@code texts}, {@code ignore-case}. */
public final class ContainsKind implements EvalKind {

    @Override
    public String name() {
        return "contains";
    }

    @Override
    public Eval create(Settings settings) {
        List<String> texts = settings.texts("texts");
        if (texts.isEmpty()) {
            throw settings.invalid("texts", "is missing", "Write texts: [one, two]");
        }
        boolean ignoreCase = settings.flag("ignore-case", true);
        return new TextCheck(completion -> texts.stream()
                .filter(text -> !Texts.contains(completion, text, ignoreCase))
                .findFirst()
                .map(text -> "'" + text + "' is not in it.")
                .orElse(""));
    }
}
