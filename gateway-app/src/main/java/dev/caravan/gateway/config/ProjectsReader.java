package dev.caravan.gateway.config;

import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.spi.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code projects}. */
final class ProjectsReader {

    private static final String KEY = "projects";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,64}");

    /** What stands in these places of a URL is no slug. */
    private static final Set<String> RESERVED = Set.of("chat", "v1");

    private static final int MOST_MESSAGES = 10_000;
    private static final int MOST_TOKENS = 10_000_000;

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final EndpointReader endpoints;

    /**
     * @param folder what the paths of schemas start from
     * @param providers the names of the configured providers
     * @param aliases the names of the configured aliases
     */
    ProjectsReader(
            ConfigSource source, ConfigProblems problems, Path folder, Set<String> providers, Set<String> aliases) {
        this.source = source;
        this.problems = problems;
        this.endpoints = new EndpointReader(source, problems, folder, providers, aliases);
    }

    /** @param document the whole configuration as it was parsed */
    List<Project> read(Settings root, Map<String, @Nullable Object> document) {
        Map<String, ?> values = map(document.get(KEY));
        List<Project> projects = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Section section = new Section(root, problems).section(KEY);
        for (String name : source.keysOf(KEY)) {
            if (!NAME.matcher(name).matches()) {
                section.refuse(name, "is no project's name", "Use letters, digits, '-' and '_', 64 at most");
            }
            try (Section own = section.section(name)) {
                Project project = project(name, own, map(values.get(name)));
                String first = names.putIfAbsent(project.id(), name);
                if (first != null && !project.id().isEmpty()) {
                    own.refuse("id", "is the same as that of project '" + first + "'", "Give each project its own");
                }
                projects.add(project);
            }
        }
        return List.copyOf(projects);
    }

    private Project project(String name, Section section, Map<String, ?> values) {
        return new Project(
                id(section),
                name,
                type(section),
                section.texts("guardrails"),
                sessions(section.section("sessions")),
                endpoints(section.section("endpoints"), map(values.get("endpoints"))));
    }

    private static String id(Section section) {
        String id = section.text("id").orElse("").toLowerCase(Locale.ROOT);
        if (!UUID.matcher(id).matches()) {
            section.refuse(
                    "id",
                    id.isEmpty() ? "is missing" : "is no UUID",
                    "Write a UUID, such as the output of uuidgen; clients call the project by it");
        }
        return id;
    }

    private static String type(Section section) {
        String type = section.text("type").orElse(Project.GATEWAY);
        if (!TYPE.matcher(type).matches()) {
            section.refuse("type", "is no type", "Write " + Project.GATEWAY + ", or leave it out");
        }
        return type;
    }

    private static SessionRules sessions(Section section) {
        try (section) {
            SessionRules usual = SessionRules.DEFAULT;
            return new SessionRules(
                    section.duration("ttl", usual.ttl()),
                    section.integer("max-messages", usual.maxMessages(), 1, MOST_MESSAGES),
                    section.integer("max-tokens", usual.maxTokens(), 1, MOST_TOKENS));
        }
    }

    private Map<String, Endpoint> endpoints(Section section, Map<String, ?> values) {
        Map<String, Endpoint> read = new LinkedHashMap<>();
        for (String slug : source.keysOf(section.path())) {
            if (!SLUG.matcher(slug).matches() || RESERVED.contains(slug)) {
                section.refuse(
                        slug,
                        "is no endpoint's name",
                        "Use lower-case letters, digits and '-', 64 at most, but neither 'chat' nor 'v1'");
            }
            try (Section own = section.section(slug)) {
                read.put(slug, endpoints.read(slug, own, map(values.get(slug))));
            }
        }
        return read;
    }

    private static Map<String, ?> map(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return Map.of();
        }
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        map.forEach((key, item) -> named.put(key.toString(), item));
        return named;
    }
}
