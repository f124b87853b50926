package dev.caravan.gateway.pricing;

import dev.caravan.gateway.config.ConfigProblems;
import dev.caravan.gateway.config.SettingsFile;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.spi.Settings;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a price list in the gateway's own format. */
final class PriceListReader {

    private static final String NAMES_FIX = "Write a model's name, or several: [gpt-4o, gpt-4o-2024-*]";

    private final ConfigProblems problems;
    private final CardReader cards;
    private final Set<String> seen = new HashSet<>();

    private PriceListReader(ConfigProblems problems) {
        this.problems = problems;
        this.cards = new CardReader(problems);
    }

    /**
     * @param name the file's name as the operator knows it
     * @throws dev.caravan.gateway.config.ConfigException with every problem, if there is one
     */
    static List<ModelEntry> read(String name, String text) {
        SettingsFile file = SettingsFile.parse(name, text);
        List<ModelEntry> entries = new PriceListReader(file.problems()).entries(file.root());
        file.problems().throwIfAny();
        return entries;
    }

    private List<ModelEntry> entries(Settings root) {
        checkDate(root);
        List<ModelEntry> entries = new ArrayList<>();
        for (Settings model : problems.read(() -> root.sectionList("models")).orElse(List.of())) {
            Set<String> providers = Set.copyOf(texts(model, "providers"));
            ModelFacts facts = new ModelFacts(
                    mode(model),
                    count(model, "context-window"),
                    count(model, "max-output"),
                    problems.read(() -> model.choices("capabilities", Capability.class))
                            .orElse(Set.of()),
                    cards.prices(model));
            for (String name : names(model)) {
                checkOnce(model, name, providers);
                entries.add(new ModelEntry(name, providers, facts));
            }
            problems.addUnread(model);
        }
        problems.addUnread(root);
        return entries;
    }

    private void checkDate(Settings root) {
        Optional<String> date = problems.read(() -> root.text("as-of")).flatMap(found -> found);
        try {
            date.ifPresent(LocalDate::parse);
        } catch (DateTimeParseException e) {
            problems.add(root.invalid("as-of", "'" + date.orElse("") + "' is no date", "Write one such as 2026-01-31"));
        }
    }

    private List<String> names(Settings model) {
        List<String> names =
                texts(model, "names").stream().filter(name -> !name.isBlank()).toList();
        if (names.isEmpty()) {
            problems.add(model.invalid("names", "is missing", NAMES_FIX));
        }
        return names;
    }

    private void checkOnce(Settings model, String name, Set<String> providers) {
        for (String provider : providers.isEmpty() ? Set.of("") : providers) {
            if (!seen.add(provider + "\n" + name)) {
                problems.add(model.invalid("names", "'" + name + "' is in the list already", "Keep one of the two"));
            }
        }
    }

    private @Nullable ModelMode mode(Settings model) {
        boolean stated = problems.read(() -> model.text("mode").isPresent()).orElse(false);
        return stated
                ? problems.read(() -> model.choice("mode", ModelMode.class, ModelMode.CHAT))
                        .orElse(null)
                : null;
    }

    private long count(Settings model, String key) {
        return problems.read(() -> model.integer(key, 0, 1, Integer.MAX_VALUE)).orElse(0);
    }

    private List<String> texts(Settings section, String key) {
        return problems.read(() -> section.texts(key)).orElse(List.of());
    }
}
