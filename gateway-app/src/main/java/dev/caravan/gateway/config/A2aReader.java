package dev.caravan.gateway.config;

import dev.caravan.processors.routing.ConfiguredProvider.Timeouts;
import dev.caravan.spi.Header;
import dev.caravan.spi.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code a2a-agents}. */
final class A2aReader {

    private static final String SECTION = "a2a-agents";
    private static final String WELL_KNOWN = "/.well-known/agent-card.json";
    private static final Pattern SLASHES_AT_THE_END = Pattern.compile("/+$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /** Agents think before they answer, and between two events. */
    private static final Timeouts DEFAULTS =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofHours(1));

    private final ConfigSource source;
    private final ConfigProblems problems;

    A2aReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** In the order of the file. */
    List<A2aAgentConfig> read(Settings root) {
        Settings parent = problems.read(() -> root.section(SECTION)).orElse(Settings.of(SECTION, Map.of()));
        List<A2aAgentConfig> agents = new ArrayList<>();
        for (String name : source.keysOf(SECTION)) {
            problems.read(() -> parent.section(name)).ifPresent(settings -> {
                if (NAME.matcher(name).matches()) {
                    A2aAgentConfig agent = agent(name, settings);
                    if (agent != null) {
                        agents.add(agent);
                    }
                } else {
                    problems.add(settings.path(), "is no agent's name", "Use letters, digits, '-' and '_', 64 at most");
                }
            });
        }
        return List.copyOf(agents);
    }

    private @Nullable A2aAgentConfig agent(String name, Settings settings) {
        try (Section section = new Section(settings, problems)) {
            boolean hasPublicCard = section.flag("public-card", true);
            List<Header> headers = headers(section, settings);
            Timeouts timeouts = ProvidersReader.timeouts(section.section("timeouts"), DEFAULTS);
            String card = url(section, settings, "card");
            String url = url(section, settings, "url");
            if (url == null && card == null) {
                if (section.text("url").isEmpty() && section.text("card").isEmpty()) {
                    section.refuse("url", "is missing", "Write the agent's URL, or that of its card");
                }
                return null;
            }
            if (url != null && isCard(url)) {
                return new A2aAgentConfig(name, null, url, hasPublicCard, headers, timeouts);
            }
            String below = url == null ? "" : SLASHES_AT_THE_END.matcher(url).replaceAll("");
            return new A2aAgentConfig(
                    name, url, card == null ? below + WELL_KNOWN : card, hasPublicCard, headers, timeouts);
        }
    }

    /** As it is written: with a slash at its end it is another place than without. */
    private @Nullable String url(Section section, Settings settings, String key) {
        return section.text(key).isEmpty()
                ? null
                : problems.read(() -> settings.url(key, ""))
                        .map(checked -> settings.text(key, checked))
                        .orElse(null);
    }

    private static boolean isCard(String url) {
        int query = url.indexOf('?');
        return (query < 0 ? url : url.substring(0, query)).endsWith(".json");
    }

    private List<Header> headers(Section section, Settings settings) {
        List<Header> headers = new ArrayList<>();
        problems.read(() -> settings.headerValue("api-key"))
                .flatMap(key -> key)
                .ifPresent(key -> headers.add(new Header("Authorization", "Bearer " + key)));
        SentHeaders.read(section).forEach((name, value) -> headers.add(new Header(name, value)));
        return headers;
    }
}
