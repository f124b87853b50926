package dev.caravan.processors.guardrails.kinds.words;

import dev.caravan.processors.guardrails.kinds.text.Labels;
import dev.caravan.processors.guardrails.kinds.text.Phrases;
import dev.caravan.processors.guardrails.kinds.text.SearchScanner;
import dev.caravan.processors.guardrails.kinds.text.SettingsFiles;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.List;

/** Finds words and phrases of a list: whole words in upper or lower case, unless told otherwise. */
public final class WordsKind implements GuardrailKind {

    @Override
    public String name() {
        return "words";
    }

    @Override
    public Guardrail create(Settings settings) {
        List<String> words = new ArrayList<>(settings.texts("words"));
        if (words.stream().anyMatch(String::isBlank)) {
            throw settings.invalid("words", "has an empty word", "Remove it");
        }
        SettingsFiles.read(settings, "file").ifPresent(text -> text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(words::add));
        if (words.isEmpty()) {
            throw settings.invalid("words", "names no word", "Write words: [one, two words] or name a file");
        }
        return new SearchScanner(List.of(new Phrases(
                words,
                settings.flag("case-sensitive", false),
                settings.flag("whole-words", true),
                Labels.read(settings, "words"))));
    }
}
