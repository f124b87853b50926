package dev.caravan.gateway.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.PromptTemplate;
import dev.caravan.processors.endpoints.TextSchema;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one endpoint of a project. */
final class EndpointReader {

    private static final String MODEL_FIX = "Write provider/model, such as openai/gpt-4o-mini, or an alias";
    private static final String SCHEMA_FIX = "Write a JSON Schema, such as {type: object, required: [name]}";
    private static final String FILE_FIX =
            "Write the path of a JSON file; a relative one starts from the configuration's folder";
    private static final int MOST_TOKENS = 10_000_000;
    private static final long MOST_USD = 1_000_000_000L;

    private final ConfigSource source;
    private final Path folder;
    private final Set<String> providers;
    private final Set<String> aliases;
    private final LimitsReader limits;

    EndpointReader(
            ConfigSource source, ConfigProblems problems, Path folder, Set<String> providers, Set<String> aliases) {
        this.source = source;
        this.folder = folder;
        this.providers = providers;
        this.aliases = aliases;
        this.limits = new LimitsReader(source, problems);
    }

    /** @param values the section as it was parsed */
    Endpoint read(String slug, Section section, Map<String, ?> values) {
        return new Endpoint(
                slug,
                model(section),
                new Endpoint.Prompt(
                        section.text("system").orElse(null),
                        section.parsed("template", text -> template(section, text))
                                .orElse(null)),
                new Endpoint.Settings(
                        decimal(section, "temperature", 2),
                        decimal(section, "top-p", 1),
                        source.has(section.pathOf("max-tokens"))
                                ? section.integer("max-tokens", 1, 1, MOST_TOKENS)
                                : null),
                new Endpoint.Schemas(schema(section, "input-schema", values), schema(section, "output-schema", values)),
                section.flag("streaming", false),
                section.flag("active", true),
                limits.limit(section, "limits"),
                budget(section.section("budgets")),
                section.texts("guardrails"),
                tool(slug, section));
    }

    private static Endpoint.@Nullable AsTool tool(String slug, Section section) {
        String description = section.text("description").orElse("The endpoint " + slug + ".");
        return section.flag("expose-as-mcp-tool", false) ? new Endpoint.AsTool(description) : null;
    }

    private Endpoint.Model model(Section section) {
        String name = section.text("model").orElse("");
        if (name.isEmpty()) {
            section.refuse("model", "is missing", MODEL_FIX);
        } else if (!aliases.contains(name)) {
            check(section, "model", name, "neither an alias nor a provider with a model", MODEL_FIX);
        }
        List<String> fallback = section.texts("fallback");
        for (String target : fallback) {
            check(section, "fallback", target, "no provider with a model", "Write [anthropic/claude-sonnet-4-5]");
        }
        return new Endpoint.Model(name, fallback);
    }

    private void check(Section section, String key, String target, String problem, String fix) {
        int slash = target.indexOf('/');
        if (slash < 1 || slash == target.length() - 1) {
            section.refuse(key, "'" + target + "' is " + problem, fix);
            return;
        }
        String provider = target.substring(0, slash);
        if (!providers.contains(provider)) {
            section.refuse(
                    key,
                    "'" + provider + "' is no configured provider",
                    Nearest.hint(provider, providers) + "Known: " + String.join(", ", providers));
        }
    }

    private static PromptTemplate template(Section section, String text) {
        try {
            return PromptTemplate.compile(text);
        } catch (IllegalArgumentException e) {
            throw section.invalid(
                    "template",
                    String.valueOf(e.getMessage()),
                    "Write variables as {{name}}; {{input}} is what the user says");
        }
    }

    private static @Nullable BigDecimal decimal(Section section, String key, int most) {
        return section.parsed(key, text -> number(section, key, text, BigDecimal.valueOf(most)))
                .orElse(null);
    }

    private static BigDecimal number(Section section, String key, String text, BigDecimal most) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            if (number.signum() >= 0 && number.compareTo(most) <= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw section.invalid(
                key, "'" + text + "' is no number from 0 to " + most, "Write a number in that range, such as 0.7");
    }

    private static Budget budget(Section section) {
        try (section) {
            return new Budget(
                    section.integer("tokens-per-request", 0, 1, Integer.MAX_VALUE),
                    usd(section, "usd-per-day"),
                    usd(section, "usd-per-month"));
        }
    }

    private static @Nullable BigDecimal usd(Section section, String key) {
        return section.parsed(key, text -> number(section, key, text, BigDecimal.valueOf(MOST_USD)))
                .orElse(null);
    }

    private @Nullable TextSchema schema(Section section, String key, Map<String, ?> values) {
        String fileKey = key + "-file";
        String file = section.text(fileKey).orElse(null);
        if (!values.containsKey(key)) {
            return file == null ? null : fromFile(section, fileKey, file);
        }
        JsonNode schema = section.json(key).orElse(NullNode.instance);
        if (file != null) {
            section.refuse(fileKey, "stands beside " + key, "Write one of the two");
            return null;
        }
        return compile(section, key, schema, SCHEMA_FIX);
    }

    private @Nullable TextSchema fromFile(Section section, String key, String name) {
        try {
            String text = TextFile.read(folder.resolve(name), FILE_FIX);
            JsonNode schema = Json.parse(text);
            if (schema == null) {
                section.refuse(key, "'" + name + "' is no JSON", FILE_FIX);
                return null;
            }
            return compile(section, key, schema, "Mend the schema in that file");
        } catch (ConfigException | InvalidPathException e) {
            section.refuse(key, "'" + name + "' is no file that can be read", FILE_FIX);
            return null;
        }
    }

    private @Nullable TextSchema compile(Section section, String key, JsonNode schema, String fix) {
        try {
            return TextSchema.compile(schema);
        } catch (IllegalArgumentException e) {
            section.refuse(key, "is no JSON Schema: " + e.getMessage(), fix);
            return null;
        }
    }
}
