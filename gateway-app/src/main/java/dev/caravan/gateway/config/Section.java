package dev.caravan.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Secret;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A section whose reading never fails: a value that is wrong is reported, and its default stands in for it so that the
 * reading of the rest goes on. Close it to report the keys that nobody read.
 */
final class Section implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofDays(7);

    private final Settings settings;
    private final ConfigProblems problems;

    Section(Settings settings, ConfigProblems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    String path() {
        return settings.path();
    }

    String pathOf(String key) {
        return ConfigSource.join(settings.path(), key);
    }

    Section section(String key) {
        return new Section(read(() -> settings.section(key), Settings.of(pathOf(key), Map.of())), problems);
    }

    Optional<String> text(String key) {
        return read(() -> settings.text(key), Optional.empty());
    }

    /** An absolute http or https URL without a query, and without slashes at its end. */
    Optional<String> url(String key) {
        return text(key).isEmpty()
                ? Optional.empty()
                : read(() -> Optional.of(settings.baseUrl(key, "")), Optional.empty());
    }

    Optional<JsonNode> json(String key) {
        return read(() -> settings.json(key), Optional.empty());
    }

    Optional<Secret> secret(String key) {
        return read(() -> settings.secret(key), Optional.empty());
    }

    int integer(String key, int otherwise, int min, int max) {
        return read(() -> settings.integer(key, otherwise, min, max), otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return read(() -> settings.flag(key, otherwise), otherwise);
    }

    List<String> texts(String key) {
        return read(() -> settings.texts(key), List.of());
    }

    Map<String, String> textMap(String key) {
        return read(() -> settings.textMap(key), Map.of());
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        return read(() -> settings.choice(key, type, otherwise), otherwise);
    }

    <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
        return read(() -> settings.choices(key, type), Set.of());
    }

    /** A time of at most a week, and of at least a millisecond. */
    Duration duration(String key, Duration otherwise) {
        return duration(key, otherwise, Duration.ofMillis(1), "1ms");
    }

    /** A time of at most a week, or none at all. */
    Duration durationOrZero(String key, Duration otherwise) {
        return duration(key, otherwise, Duration.ZERO, "0s");
    }

    /** A time of any length. */
    Duration age(String key, Duration otherwise) {
        return read(() -> settings.duration(key, otherwise), otherwise);
    }

    private Duration duration(String key, Duration otherwise, Duration min, String minText) {
        Duration value = read(() -> settings.duration(key, otherwise), otherwise);
        if (value.compareTo(min) < 0 || value.compareTo(LONGEST) > 0) {
            refuse(key, "is not between " + minText + " and 7d", "Write a time in that range");
            return otherwise;
        }
        return value;
    }

    /** A number of bytes in that range; the range is told in the words given. */
    long size(String key, long otherwise, long min, long max, String range) {
        long value = read(() -> settings.size(key, otherwise), otherwise);
        if (value < min || value > max) {
            refuse(key, "is not between " + range, "Write a size in that range");
            return otherwise;
        }
        return value;
    }

    /** The text turned into something else; empty when it is absent or the turning throws a problem. */
    <T> Optional<T> parsed(String key, Function<String, T> parse) {
        return text(key).flatMap(text -> problems.read(() -> parse.apply(text)));
    }

    /** The problem of a key, to be thrown. */
    SettingsException invalid(String key, String problem, String fix) {
        return settings.invalid(key, problem, fix);
    }

    /** Reports the problem of a key. */
    void refuse(String key, String problem, String fix) {
        problems.add(invalid(key, problem, fix));
    }

    /** Reports the keys that were not read. */
    @Override
    public void close() {
        problems.addUnread(settings);
    }

    private <T> T read(Supplier<T> reading, T otherwise) {
        return problems.read(reading).orElse(otherwise);
    }
}
