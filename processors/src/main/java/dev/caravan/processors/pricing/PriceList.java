package dev.caravan.processors.pricing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one file knows of models. Immutable. */
public final class PriceList {

    private final Map<String, List<ModelEntry>> byName = new HashMap<>();
    private final List<Patterned> patterns = new ArrayList<>();

    /** @param entries in the order of the file: of several that fit, an exact name wins over a pattern, then the first */
    public PriceList(List<ModelEntry> entries) {
        for (ModelEntry entry : entries) {
            if (entry.isPattern()) {
                patterns.add(new Patterned(entry, compiled(entry.name())));
            } else {
                byName.computeIfAbsent(entry.name(), name -> new ArrayList<>(1)).add(entry);
            }
        }
    }

    /** What the file says of a model under any of these names, the first name first; null when it does not know it. */
    @Nullable
    ModelFacts find(String provider, Iterable<String> names) {
        for (String name : names) {
            for (ModelEntry entry : byName.getOrDefault(name, List.of())) {
                if (entry.isFor(provider)) {
                    return entry.facts();
                }
            }
            for (Patterned patterned : patterns) {
                if (patterned.entry().isFor(provider)
                        && patterned.pattern().matcher(name).matches()) {
                    return patterned.entry().facts();
                }
            }
        }
        return null;
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(
                Arrays.stream(pattern.split("\\*+", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    private record Patterned(ModelEntry entry, Pattern pattern) {}
}
