package dev.caravan.processors.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A compiled JSON Schema: draft 2020-12 unless its {@code $schema} names another. Thread-safe.
 *
 * <p>It never fetches anything: a {@code $ref} that leads out of the schema does not compile. Its {@code pattern}s are RE2
 * expressions, so that no value makes them slow; one with a look-around or a back reference does not compile.
 */
public final class JsonSchema {

    /** Deeper schemas are taken for a mistake: validation descends into them with the thread's stack. */
    private static final int MAX_DEPTH = 200;

    private final Schema schema;

    private JsonSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema. Not for an event loop.
     *
     * @throws IllegalArgumentException with the reason, when it is no schema or cannot be used
     */
    public static JsonSchema compile(JsonNode schema) {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new IllegalArgumentException("a schema is an object, true or false");
        }
        if (isDeeper(schema, MAX_DEPTH)) {
            throw new IllegalArgumentException("is nested deeper than " + MAX_DEPTH + " levels");
        }
        JsonNode copy = schema.deepCopy();
        try {
            checkAgainstItsDialect(copy);
            Schema compiled = registry().getSchema(copy);
            compiled.initializeValidators();
            JsonSchema made = new JsonSchema(compiled);
            // What the library loads at its first complaint is loaded here, and not on an event loop.
            made.faults(NullNode.instance);
            made.faults(JsonNodeFactory.instance.objectNode());
            return made;
        } catch (SchemaException | IllegalStateException e) {
            throw new IllegalArgumentException(
                    e.getCause() instanceof PatternSyntaxException pattern
                            ? "has a pattern that RE2 does not know: " + pattern.getMessage()
                            : String.valueOf(e.getMessage()),
                    e);
        }
    }

    /**
     * What is wrong with a value.
     *
     * @return empty when it conforms
     */
    public List<SchemaFault> faults(JsonNode value) {
        List<Error> errors = schema.validate(value);
        if (errors.isEmpty()) {
            return List.of();
        }
        List<SchemaFault> faults = new ArrayList<>(errors.size());
        for (Error error : errors) {
            faults.add(new SchemaFault(error.getInstanceLocation().toString(), error.getMessage()));
        }
        return List.copyOf(faults);
    }

    private static void checkAgainstItsDialect(JsonNode schema) {
        String dialect = schema.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
        SpecificationVersion version = SpecificationVersion.fromDialectId(dialect)
                .orElseThrow(() -> new IllegalArgumentException("has an unknown $schema '" + dialect + "'"));
        List<Error> errors =
                registry().getSchema(SchemaLocation.of(version.getDialectId())).validate(schema);
        if (!errors.isEmpty()) {
            Error first = errors.get(0);
            throw new IllegalArgumentException("at '" + first.getInstanceLocation() + "': " + first.getMessage());
        }
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .preloadSchema(true)
                .regularExpressionFactory(JsonSchema::re2)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config)
                        .schemaLoader(
                                loader -> loader.allow(JsonSchema::isStandard).fetchRemoteResources(false)));
    }

    /** The schemas of schemas, which the library brings. */
    private static boolean isStandard(AbsoluteIri iri) {
        return iri.toString().startsWith("https://json-schema.org/draft/")
                || iri.toString().startsWith("http://json-schema.org/draft-");
    }

    private static RegularExpression re2(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }

    private static boolean isDeeper(JsonNode node, int levels) {
        if (!node.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (isDeeper(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }
}
