package dev.caravan.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A section of the configuration, read by key with the type that is expected. It remembers which keys were read, so that the
 * others can be refused as unknown. Not thread-safe: it is read while the gateway starts or reloads.
 *
 * <p>Every getter throws {@link SettingsException} when the value is not of its type. A value that is present and empty counts
 * as absent.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB)");

    private final String path;
    private final Map<String, Object> values;
    private final Set<String> read = new LinkedHashSet<>();

    private Settings(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    /**
     * @param path the section's full path ({@code providers.openai}), empty for the root
     * @param values the section's values as a YAML parser gives them: strings, numbers, booleans, lists, maps, {@link Unquoted}
     */
    public static Settings of(String path, Map<String, ?> values) {
        return new Settings(path, new LinkedHashMap<>(values));
    }

    /** The section's full path, empty for the root. */
    public String path() {
        return path;
    }

    /** The last part of the path: for {@code providers.openai} it is {@code openai}, the provider's name. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    public Optional<String> text(String key) {
        Object value = value(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Map || value instanceof List) {
            throw invalid(key, "expected a text, found a " + kind(value), "Write one value");
        }
        return Optional.of(value.toString());
    }

    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /** @param fix what to write, shown when the key is absent */
    public String requiredText(String key, String fix) {
        return text(key).orElseThrow(() -> invalid(key, "is missing", fix));
    }

    public Optional<Secret> secret(String key) {
        return text(key).map(Secret::of);
    }

    /**
     * A text that can travel as the value of an HTTP header: visible ASCII without spaces. It may be a credential, so the
     * complaint about a wrong one does not quote it.
     */
    public Optional<String> headerValue(String key) {
        Optional<String> text = text(key);
        if (text.isPresent() && !text.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw invalid(
                    key,
                    "has a space, a line break or another character that no HTTP header carries",
                    "Write it without them; look for a line break at the end of the file or variable it comes from");
        }
        return text;
    }

    /** An absolute http or https URL without slashes at its end. */
    public String url(String key, String otherwise) {
        String value = text(key, otherwise);
        try {
            URI uri = new URI(value);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!http || uri.getHost() == null) {
                throw invalid(key, "'" + value + "' is no http(s) URL", "Write one such as https://host/v1");
            }
            if (uri.getUserInfo() != null || uri.getFragment() != null) {
                throw invalid(key, "has a user or a fragment", "Put credentials into api-key");
            }
        } catch (URISyntaxException e) {
            throw invalid(key, "'" + value + "' is no URL: " + e.getReason(), "Write one such as https://host/v1");
        }
        int end = value.length();
        while (value.charAt(end - 1) == '/') {
            end--;
        }
        return value.substring(0, end);
    }

    /** A URL as {@link #url} has it, to which paths are appended, so that it has no query. */
    public String baseUrl(String key, String otherwise) {
        String url = url(key, otherwise);
        if (url.indexOf('?') >= 0) {
            throw invalid(
                    key,
                    "has a query, to which no path can be appended",
                    "Remove it; a key belongs into api-key, and operations that need a query get their own URL by format-urls");
        }
        return url;
    }

    /** A time such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}. */
    public Duration duration(String key, Duration otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(value.toString());
        if (!matcher.matches() || matcher.group(1).length() > 12) {
            throw invalid(key, "'" + value + "' is no time", "Write a number with a unit: 500ms, 30s, 5m, 1h, 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** A number of bytes such as {@code 64KiB}, {@code 32MiB}, {@code 1GiB}. */
    public long size(String key, long otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(value.toString());
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            throw invalid(key, "'" + value + "' is no size", "Write a number with a unit: 512B, 64KiB, 32MiB, 1GiB");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "KiB" -> amount << 10;
            case "MiB" -> amount << 20;
            case "GiB" -> amount << 30;
            default -> amount;
        };
    }

    public int integer(String key, int otherwise, int min, int max) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.toString().trim());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw invalid(
                key, "'" + value + "' is no whole number from " + min + " to " + max, "Write a number in that range");
    }

    public boolean flag(String key, boolean otherwise) {
        Object value = value(key);
        if (value == null) {
            return otherwise;
        }
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw invalid(key, "'" + value + "' is neither true nor false", "Write true or false");
        };
    }

    /** One of an enum's constants, written in lower case with dashes: {@code READ_ONLY} as {@code read-only}. */
    public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        return text(key).map(word -> constant(key, type, word)).orElse(otherwise);
    }

    /** A list of an enum's constants; empty when the key is absent. */
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
        return texts(key).stream()
                .map(word -> constant(key, type, word))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** A list of texts; one text alone counts as a list of one; empty when the key is absent. */
    public List<String> texts(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Map) {
            throw invalid(key, "expected a list, found a map", "Write [one, two]");
        }
        List<String> texts = new ArrayList<>();
        for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            if (item == null || item instanceof Map || item instanceof List) {
                throw invalid(key, "has an item that is no text", "Write [one, two]");
            }
            texts.add(item.toString());
        }
        return List.copyOf(texts);
    }

    /** A map of texts in the order of the file; empty when the key is absent. */
    public Map<String, String> textMap(String key) {
        Settings section = section(key);
        Map<String, String> texts = new LinkedHashMap<>();
        section.values.keySet().forEach(name -> section.text(name).ifPresent(text -> texts.put(name, text)));
        return texts;
    }

    /** A value of any shape as a JSON tree, such as a schema written into the configuration. The caller may change it. */
    public Optional<JsonNode> json(String key) {
        Object value = value(key);
        return value == null ? Optional.empty() : Optional.of(JsonOfSettings.of(value));
    }

    /** The section below that key; an empty one when the key is absent. */
    public Settings section(String key) {
        Object value = value(key);
        return new Settings(pathOf(key), value == null ? Map.of() : map(key, value));
    }

    /** The sections below that key by their names, in the order of the file; empty when the key is absent. */
    public Map<String, Settings> sections(String key) {
        Settings parent = section(key);
        Map<String, Settings> sections = new LinkedHashMap<>();
        parent.values.keySet().forEach(name -> sections.put(name, parent.section(name)));
        return sections;
    }

    /** The sections of a list below that key, with paths such as {@code keys[0]}; empty when the key is absent. */
    public List<Settings> sectionList(String key) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw invalid(key, "expected a list, found a " + kind(value), "Start each entry with a dash");
        }
        List<Settings> sections = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String item = key + "[" + i + "]";
            Object entry = list.get(i);
            sections.add(new Settings(pathOf(item), entry == null ? Map.of() : map(item, entry)));
        }
        return sections;
    }

    /** The exception for a value of this section that the caller finds wrong; to be thrown by the caller. */
    public SettingsException invalid(String key, String problem, String fix) {
        return new SettingsException(pathOf(key), problem, fix);
    }

    /** @throws SettingsException for the first key that nobody has read, with the nearest known key as the fix */
    public void rejectUnread() {
        for (String key : values.keySet()) {
            if (!read.contains(key)) {
                String known = read.stream().sorted().collect(Collectors.joining(", "));
                throw invalid(key, "is not a known key", "Known here: " + known);
            }
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private @Nullable Object value(String key) {
        read.add(key);
        Object value = values.get(key);
        return value instanceof String text && text.isEmpty() ? null : value;
    }

    private Map<String, Object> map(String key, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw invalid(key, "expected a map, found a " + kind(value), "Indent its keys below it");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, item) -> copy.put(String.valueOf(name), item));
        return copy;
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type, String word) {
        String name = word.replace('-', '_').toUpperCase(Locale.ROOT);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> invalid(key, "'" + word + "' is not one of its values", "Write " + words(type)));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }

    private static String kind(Object value) {
        return value instanceof Map ? "map" : value instanceof List ? "list" : "text";
    }
}
