package dev.caravan.gateway.config;

import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the gateway's part of {@code evals} and {@code listeners}. */
final class EvalsReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final ConfigSource source;
    private final ConfigProblems problems;

    EvalsReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** In the order of the file. */
    List<EvalConfig> evals(Settings root) {
        return entries(root, "evals", this::eval);
    }

    /** In the order of the file. */
    List<ListenerConfig> listeners(Settings root) {
        return entries(
                root,
                "listeners",
                (name, settings) -> new ListenerConfig(
                        name, new Section(settings, problems).text("kind").orElse(""), settings));
    }

    private <T> List<T> entries(Settings root, String key, BiFunction<String, Settings, T> read) {
        Settings parent = problems.read(() -> root.section(key)).orElse(Settings.of(key, Map.of()));
        List<T> entries = new ArrayList<>();
        for (String name : source.keysOf(key)) {
            problems.read(() -> parent.section(name)).ifPresent(settings -> {
                if (NAME.matcher(name).matches()) {
                    entries.add(read.apply(name, settings));
                } else {
                    problems.add(settings.path(), "is no name", "Use letters, digits, '-' and '_', 64 at most");
                }
            });
        }
        return List.copyOf(entries);
    }

    private EvalConfig eval(String name, Settings settings) {
        Section section = new Section(settings, problems);
        Set<String> sources = section.choices("on", Source.class).stream()
                .map(source -> source.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        return new EvalConfig(
                name,
                section.text("kind").orElse(""),
                Percentage.read(section, "sample", 1),
                sources,
                section.texts("models"),
                settings);
    }
}
