package dev.caravan.gateway.config;

import dev.caravan.processors.routing.ConfiguredProvider.Timeouts;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the gateway's part of {@code providers}, and the {@code timeouts} that they share. */
final class ProvidersReader {

    private static final String AUTH = "auth";

    /** The keys of a provider that the gateway reads by itself. */
    private static final Set<String> OWN_KEYS =
            Set.of("plugin", "models", "format-urls", "forward-headers", "timeouts");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Timeouts DEFAULTS = new Timeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(120), Duration.ofSeconds(120), Duration.ofMinutes(30));

    /** Hop-by-hop headers, those that the gateway writes itself, and those in which its own key may come. */
    private static final Set<String> NEVER_FORWARDED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "host",
            "content-length",
            "authorization",
            "proxy-authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key");

    private final ConfigSource source;
    private final ConfigProblems problems;

    ProvidersReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /**
     * @param root the whole configuration; its {@code timeouts} are read here as well
     * @param document the same as it was parsed
     */
    List<ProviderConfig> read(Settings root, Map<String, @Nullable Object> document) {
        Timeouts shared = timeouts(new Section(root, problems).section("timeouts"), DEFAULTS);
        Settings parent = problems.read(() -> root.section("providers")).orElse(Settings.of("providers", Map.of()));
        List<String> names = source.keysOf("providers");
        if (names.isEmpty()) {
            problems.add("providers", "names no provider", "Write at least one below it, such as echo: {}");
        }
        List<ProviderConfig> providers = new ArrayList<>();
        for (String name : names) {
            problems.read(() -> parent.section(name)).ifPresent(settings -> {
                if (NAME.matcher(name).matches()) {
                    providers.add(provider(name, settings, values(document, name), parent.section(name), shared));
                } else {
                    problems.add(
                            settings.path(), "is no provider's name", "Use letters, digits, '-' and '_', 64 at most");
                }
            });
        }
        return List.copyOf(providers);
    }

    private ProviderConfig provider(
            String name, Settings settings, Map<String, @Nullable Object> values, Settings copy, Timeouts shared) {
        Section section = new Section(settings, problems);
        boolean passThrough = passThrough(settings, copy);
        Set<String> read = new LinkedHashSet<>(OWN_KEYS);
        if (passThrough) {
            read.add(AUTH);
        }
        return new ProviderConfig(
                name,
                section.text("plugin").orElse(name),
                new ProviderSection(settings, values, read),
                passThrough,
                section.texts("models"),
                formatUrls(settings),
                forwardHeaders(section),
                timeouts(section.section("timeouts"), shared));
    }

    private static Map<String, @Nullable Object> values(Map<String, @Nullable Object> document, String name) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (document.get("providers") instanceof Map<?, ?> providers && providers.get(name) instanceof Map<?, ?> own) {
            own.forEach((key, value) -> values.put(String.valueOf(key), value));
        }
        return values;
    }

    /**
     * {@code auth} belongs to the plugin, which knows its other values. It is looked at in a copy of the section, so
     * that it still counts as unknown when the plugin does not read it and its value means nothing to the gateway
     * either.
     */
    private boolean passThrough(Settings settings, Settings copy) {
        boolean passThrough = new Section(copy, problems)
                .text(AUTH)
                .filter("passthrough"::equalsIgnoreCase)
                .isPresent();
        return passThrough && settings.text(AUTH).isPresent();
    }

    private Map<Operation, String> formatUrls(Settings settings) {
        Settings urls = problems.read(() -> settings.section("format-urls"))
                .orElse(Settings.of(settings.path() + ".format-urls", Map.of()));
        Map<Operation, String> byOperation = new EnumMap<>(Operation.class);
        for (String path : source.keysOf(urls.path())) {
            Optional<Operation> operation = Operation.ofPath(path).filter(ProvidersReader::hasOneUrl);
            if (operation.isEmpty()) {
                List<String> known = Arrays.stream(Operation.values())
                        .filter(ProvidersReader::hasOneUrl)
                        .map(Operation::path)
                        .toList();
                problems.add(urls.invalid(
                        path,
                        "is no operation",
                        Nearest.hint(path, known) + "Known here: " + String.join(", ", known)));
            } else {
                problems.read(() -> urls.url(path, "")).ifPresent(url -> byOperation.put(operation.get(), url));
            }
        }
        return Collections.unmodifiableMap(byOperation);
    }

    /** Agents are no providers, and have URLs of their own. */
    private static boolean hasOneUrl(Operation operation) {
        return operation != Operation.A2A && !operation.path().endsWith("*");
    }

    private static Set<String> forwardHeaders(Section section) {
        Set<String> names = section.texts("forward-headers").stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String name : names) {
            if (!HEADER.matcher(name).matches()) {
                section.refuse(
                        "forward-headers", "'" + name + "' is no header's name", "Write names such as x-trace-id");
            } else if (NEVER_FORWARDED.contains(name) || name.startsWith("x-ingate-")) {
                section.refuse(
                        "forward-headers",
                        "'" + name + "' never goes upstream",
                        "Remove it; a client's own credential goes upstream with auth: passthrough");
            }
        }
        return Collections.unmodifiableSet(names);
    }

    static Timeouts timeouts(Section section, Timeouts otherwise) {
        try (section) {
            return new Timeouts(
                    section.duration("connect", otherwise.connect()),
                    section.duration("first-byte", otherwise.firstByte()),
                    section.duration("idle", otherwise.idle()),
                    section.duration("total", otherwise.total()));
        }
    }
}
