package dev.caravan.processors.guardrails.kinds.injection;

import dev.caravan.processors.guardrails.kinds.text.Phrases;
import dev.caravan.processors.guardrails.kinds.text.Search;
import dev.caravan.processors.guardrails.kinds.text.SearchScanner;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.List;

/** Finds what tries to talk a model out of its instructions, as far as that can be told by its words. */
public final class InjectionKind implements GuardrailKind {

    @Override
    public String name() {
        return "injection";
    }

    @Override
    public Guardrail create(Settings settings) {
        Sensitivity sensitivity = settings.choice("sensitivity", Sensitivity.class, Sensitivity.MEDIUM);
        PhraseSearch phrases = new PhraseSearch(PhraseList.of(sensitivity));
        List<Search> searches = new ArrayList<>();
        searches.add(phrases);
        searches.add(new Phrases(PhraseList.delimiters(sensitivity), false, false, "delimiter"));
        searches.add(new HiddenTextSearch());
        if (sensitivity.includes(Sensitivity.MEDIUM)) {
            searches.add(new EncodedSearch(phrases));
        }
        return new SearchScanner(searches);
    }
}
