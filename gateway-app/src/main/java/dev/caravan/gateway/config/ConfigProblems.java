package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects what is wrong with one configuration, so that all of it can be told at once. Only the first problem of a key
 * counts: others usually follow from it. Not thread-safe.
 */
public final class ConfigProblems {

    private static final String KNOWN = "Known here: ";

    private final ConfigSource source;
    private final Redaction redaction;
    private final Map<String, ConfigProblem> byKey = new LinkedHashMap<>();

    ConfigProblems(ConfigSource source, Redaction redaction) {
        this.source = source;
        this.redaction = redaction;
    }

    /** Adds a problem; its line is looked up by the key. */
    public void add(SettingsException problem) {
        add(problem.key(), source.lineOf(problem.key()), problem.problem(), problem.fix());
    }

    /** Adds a problem of that key. */
    public void add(String key, String problem, String fix) {
        add(key, source.lineOf(key), problem, fix);
    }

    void add(String key, int line, String problem, String fix) {
        byKey.putIfAbsent(key, new ConfigProblem(key, line, redaction.apply(problem), redaction.apply(fix)));
    }

    /** What the reading gives; when it throws a {@link SettingsException}, empty, and the problem is added. */
    public <T> Optional<T> read(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (SettingsException e) {
            add(e);
            return Optional.empty();
        }
    }

    /** Adds a problem for every key of the section that nobody has read. */
    public void addUnread(Settings section) {
        List<String> known = List.of();
        while (true) {
            try {
                section.rejectUnread();
                return;
            } catch (SettingsException e) {
                String prefix = section.path().isEmpty() ? "" : section.path() + ".";
                String key = e.key().substring(prefix.length());
                if (known.isEmpty() && e.fix().startsWith(KNOWN)) {
                    known = List.of(e.fix().substring(KNOWN.length()).split(", "));
                }
                add(e.key(), e.problem(), Nearest.hint(key, known) + KNOWN + String.join(", ", known));
                markRead(section, key);
            }
        }
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** All problems in the order of the file. */
    public List<ConfigProblem> all() {
        return byKey.values().stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line))
                .toList();
    }

    /** @throws ConfigException with all problems, if there is one */
    public void throwIfAny() {
        if (!isEmpty()) {
            throw new ConfigException(source.file(), all());
        }
    }

    /** Makes a key count as read, whatever its value is. */
    static void markRead(Settings section, String key) {
        try {
            section.text(key);
        } catch (SettingsException e) {
            // Not a text; it was asked for only to count as read.
        }
    }
}
