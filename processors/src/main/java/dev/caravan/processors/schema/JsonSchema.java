package dev.caravan.processors.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;

/**
 * A JSON Schema that was checked and compiled: draft 2020-12, or the one that its {@code $schema} names. It refers to nothing
 * outside itself: nothing is ever fetched. Immutable and thread-safe.
 */
public final class JsonSchema {

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .regularExpressionFactory(new LinearRegex())
            .locale(Locale.ENGLISH)
            .build();

    private final Schema schema;

    private JsonSchema(Schema schema) {
        this.schema = schema;
    }

    /**
     * Compiles a schema. Not for an event loop.
     *
     * @throws IllegalArgumentException with the reason when it is no schema, or refers to one outside itself
     */
    public static JsonSchema compile(JsonNode schema) {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new IllegalArgumentException("a schema is an object");
        }
        try {
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(CONFIG)
                            .schemaLoader(loader -> loader.fetchRemoteResources(false)));
            refuseMalformed(registry, schema);
            Schema compiled = registry.getSchema(schema);
            compiled.initializeValidators();
            JsonSchema made = new JsonSchema(compiled);
            // Whatever is loaded at first use is loaded here, and not on an event loop; so is whatever $ref leads
            // nowhere.
            made.faults(NullNode.instance);
            return made;
        } catch (SchemaException | IllegalStateException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void refuseMalformed(SchemaRegistry registry, JsonNode schema) {
        String dialect = schema.path("$schema").asText(SpecificationVersion.DRAFT_2020_12.getDialectId());
        List<Error> errors = registry.getSchema(SchemaLocation.of(dialect)).validate(schema);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(fault(errors.get(0)).toString());
        }
    }

    /** What is wrong with the value; empty when nothing is. */
    public List<SchemaFault> faults(JsonNode value) {
        List<Error> errors = schema.validate(value);
        return errors.isEmpty()
                ? List.of()
                : errors.stream().map(JsonSchema::fault).toList();
    }

    private static SchemaFault fault(Error error) {
        return new SchemaFault(error.getInstanceLocation().toString(), error.getMessage());
    }
}
