package dev.caravan.processors.guardrails.kinds.language;

import dev.caravan.processors.guardrails.kinds.judges.LookAt;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets texts pass that are written in certain languages, and those whose language cannot be told. */
public final class LanguageKind implements GuardrailKind {

    private static final int DEFAULT_MIN_CHARACTERS = 20;

    @Override
    public String name() {
        return "language";
    }

    @Override
    public Guardrail create(Settings settings) {
        LanguageDetector detector = LanguageDetector.load();
        Set<String> allowed = new LinkedHashSet<>();
        for (String word : settings.texts("allowed")) {
            String language = word.toLowerCase(Locale.ROOT);
            if (!detector.languages().contains(language)) {
                throw settings.invalid(
                        "allowed",
                        "'" + word + "' is no language that can be told",
                        "Write some of " + String.join(", ", detector.languages()));
            }
            allowed.add(language);
        }
        if (allowed.isEmpty()) {
            throw settings.invalid("allowed", "names no language", "Write codes of two letters: [en, de]");
        }
        int fewest = settings.integer("min-characters", DEFAULT_MIN_CHARACTERS, 1, Integer.MAX_VALUE);
        return new Language(detector, allowed, fewest, LookAt.read(settings, LookAt.LAST));
    }

    private record Language(LanguageDetector detector, Set<String> allowed, int fewest, LookAt lookAt)
            implements TextJudge {

        @Override
        public CompletionStage<Judgement> judge(Subject subject) {
            String text = lookAt.of(subject);
            Optional<String> language = text.length() < fewest ? Optional.empty() : detector.detect(text);
            return CompletableFuture.completedFuture(
                    language.isEmpty() || allowed.contains(language.get())
                            ? Judgement.PASSED
                            : Judgement.failed("The text seems to be written in the language '" + language.get()
                                    + "'; allowed: " + String.join(", ", allowed) + "."));
        }
    }
}
