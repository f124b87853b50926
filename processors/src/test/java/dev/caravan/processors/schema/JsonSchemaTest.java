package dev.caravan.processors.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {

    private static final String PERSON =
            """
            {"type":"object","required":["name"],"additionalProperties":false,
             "properties":{"name":{"type":"string","minLength":2},"age":{"type":"integer"},
                           "tags":{"type":"array","items":{"$ref":"#/$defs/tag"}}},
             "$defs":{"tag":{"type":"string","pattern":"^[a-z]+$"}}}
            """;

    @Test
    void aValueOfTheSchemaHasNoFault() {
        assertThat(JsonSchema.compile(json(PERSON)).faults(json("{\"name\":\"Ada\",\"age\":36,\"tags\":[\"math\"]}")))
                .isEmpty();
    }

    @Test
    void eachFaultIsToldWithItsPlace() {
        JsonSchema schema = JsonSchema.compile(json(PERSON));

        assertThat(schema.faults(json("{\"name\":\"Ada\",\"age\":\"old\",\"tags\":[\"math\",\"X1\"]}")))
                .containsExactlyInAnyOrder(
                        new SchemaFault("/age", "string found, integer expected"),
                        new SchemaFault("/tags/1", "does not match the regex pattern ^[a-z]+$"));
        assertThat(schema.faults(json("{}")))
                .containsExactly(new SchemaFault("", "required property 'name' not found"));
        assertThat(schema.faults(json("[]"))).first().hasToString("array found, object expected");
    }

    @Test
    void whatIsNoSchemaIsRefusedWithTheReason() {
        assertThatThrownBy(() -> JsonSchema.compile(json("[1]"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"type\":\"strng\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/type");
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"minLength\":\"2\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/minLength");
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"$ref\":\"#/$defs/none\"}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"type\":\"string\",\"pattern\":\"(\"}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSchemaMayNameItsDraft() {
        JsonSchema old = JsonSchema.compile(
                json("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"items\":[{\"type\":\"string\"}]}"));

        assertThat(old.faults(json("[1]"))).hasSize(1);
        assertThat(old.faults(json("[\"a\",1]"))).isEmpty();
    }

    @Test
    void nothingIsFetched() {
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"$ref\":\"http://127.0.0.1:1/schema.json\"}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"$ref\":\"file:///etc/passwd\"}")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonSchema.compile(json("{\"$schema\":\"http://127.0.0.1:1/meta\"}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPatternCannotBeMadeToTakeForever() {
        JsonSchema schema = JsonSchema.compile(json("{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}"));
        JsonNode evil = json("\"" + "a".repeat(5000) + "!\"");

        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(schema.faults(evil)).hasSize(1));
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
