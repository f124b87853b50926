package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.spi.Settings;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code keys}. */
final class KeysReader {

    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final Pattern HASH = Pattern.compile("sha256:([0-9a-fA-F]{64})");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");
    private static final String HASH_FIX =
            "Write hash: \"sha256:<64 hexadecimal digits>\", or key: ${NAME} with the key in "
                    + "that environment variable";

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final LimitsReader limits;
    private final BudgetsReader budgets;
    private final Projects projects;

    /** @param projects the configured projects, which keys may also name by their ids */
    KeysReader(ConfigSource source, ConfigProblems problems, List<Project> projects) {
        this.source = source;
        this.problems = problems;
        this.limits = new LimitsReader(source, problems);
        this.budgets = new BudgetsReader(source, problems);
        this.projects = new Projects(projects);
    }

    /**
     * @param entries the sections of the list
     * @param providers the names of the configured providers
     */
    List<ApiKey> read(List<Settings> entries, Set<String> providers) {
        List<ApiKey> keys = new ArrayList<>();
        Map<Object, String> byName = new HashMap<>();
        Map<Object, String> byHash = new HashMap<>();
        for (Settings entry : entries) {
            try (Section section = new Section(entry, problems)) {
                key(section, providers).ifPresent(key -> {
                    refuseSecond(byName, section, "name", key.principal().name());
                    refuseSecond(byHash, section, source.has(section.pathOf("hash")) ? "hash" : "key", key.hash());
                    keys.add(key);
                });
            }
        }
        return List.copyOf(keys);
    }

    private void refuseSecond(Map<Object, String> firstPaths, Section section, String key, Object value) {
        String first = firstPaths.putIfAbsent(value, section.path());
        if (first != null) {
            section.refuse(
                    key,
                    "is the same as that of " + first + " in line " + source.lineOf(first),
                    "Give each key a name and a value of its own");
        }
    }

    private Optional<ApiKey> key(Section section, Set<String> providers) {
        String name = name(section);
        Optional<KeyHash> hash = hash(section);
        Role role = role(section);
        Principal principal = Principal.named(name, role, scopes(section, role))
                .project(section.text("project").map(this::project).orElse(null))
                .allowedModels(restriction(section, "allowed-models"))
                .allowedProviders(allowedProviders(section, providers))
                .allowedAgents(restriction(section, "allowed-agents"))
                .allowedEndpoints(restriction(section, "allowed-endpoints"))
                .limit(limits.limit(section, "limits"))
                .guardrails(guardrails(section))
                .budget(budgets.budget(section, "budgets"))
                .build();
        boolean enabled = section.flag("enabled", true);
        Instant expires =
                section.parsed("expires", text -> expires(section, text)).orElse(null);
        return name.isEmpty() ? Optional.empty() : hash.map(sha256 -> new ApiKey(sha256, principal, enabled, expires));
    }

    /** A project goes by its name from here on, also where the key names its id. */
    private String project(String named) {
        return projects.named(named);
    }

    private static String name(Section section) {
        String name = section.text("name").orElse("");
        if (name.isEmpty()) {
            section.refuse("name", "is missing", "Write a name by which logs and the ledger know the key");
        } else if (!NAME.matcher(name).matches()) {
            section.refuse("name", "has control characters or is too long", "Write 100 plain characters at most");
        }
        return name;
    }

    private Optional<KeyHash> hash(Section section) {
        Optional<String> hash = section.text("hash");
        Optional<String> key = section.text("key");
        if (hash.isPresent() && key.isPresent()) {
            section.refuse("hash", "stands beside a key", "Write one of the two");
            return Optional.empty();
        }
        if (hash.isPresent()) {
            return section.parsed("hash", text -> hash(section, text));
        }
        if (key.isEmpty()) {
            section.refuse("hash", "is missing", HASH_FIX);
            return Optional.empty();
        }
        if (!source.isReference(section.pathOf("key"))) {
            section.refuse("key", "holds a key in clear", HASH_FIX);
            return Optional.empty();
        }
        if (!KEY.matcher(key.get()).matches()) {
            section.refuse("key", "holds characters that no HTTP header can carry", "Use letters, digits, '-' and '_'");
            return Optional.empty();
        }
        return key.map(KeyHash::of);
    }

    private static KeyHash hash(Section section, String text) {
        Matcher matcher = HASH.matcher(text);
        if (!matcher.matches()) {
            throw section.invalid("hash", "is no SHA-256", HASH_FIX);
        }
        return KeyHash.ofHex(matcher.group(1));
    }

    /** A {@code member} may also be written {@code user}. */
    private static Role role(Section section) {
        boolean user = section.text("role").filter("user"::equalsIgnoreCase).isPresent();
        return user ? Role.MEMBER : section.choice("role", Role.class, Role.MEMBER);
    }

    private Set<Scope> scopes(Section section, Role role) {
        Set<Scope> scopes = section.choices("scopes", Scope.class);
        if (scopes.isEmpty()) {
            refuseEmpty(section, "scopes", "the role's usual scopes");
            return role.usualScopes();
        }
        return Collections.unmodifiableSet(EnumSet.copyOf(scopes));
    }

    private List<String> restriction(Section section, String key) {
        List<String> allowed = section.texts(key);
        if (allowed.isEmpty()) {
            refuseEmpty(section, key, "all of them");
        }
        return allowed;
    }

    /** Their names are checked where guardrails are known. */
    private List<String> guardrails(Section section) {
        List<String> names = section.texts("guardrails");
        if (names.isEmpty()) {
            refuseEmpty(section, "guardrails", "those alone that check everybody's calls");
        }
        return names;
    }

    /**
     * A list that is written and names nothing reads like "none" and would mean "all": nobody may be surprised by that.
     */
    private void refuseEmpty(Section section, String key, String absentMeans) {
        if (source.has(section.pathOf(key))) {
            section.refuse(key, "names nothing", "Name at least one, or leave the key out for " + absentMeans);
        }
    }

    private List<String> allowedProviders(Section section, Set<String> providers) {
        List<String> allowed = restriction(section, "allowed-providers");
        for (String name : allowed) {
            if (!providers.contains(name)) {
                section.refuse(
                        "allowed-providers",
                        "'" + name + "' is no configured provider",
                        Nearest.hint(name, providers) + "Known: " + String.join(", ", providers));
            }
        }
        return allowed;
    }

    /** A date counts to its end in UTC. */
    private static Instant expires(Section section, String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeException e) {
            throw section.invalid(
                    "expires",
                    "'" + text + "' is no date",
                    "Write 2027-01-31, or 2027-01-31T12:00:00Z with its offset");
        }
    }
}
