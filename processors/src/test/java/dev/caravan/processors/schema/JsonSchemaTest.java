package dev.caravan.processors.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String ORDER =
            """
            {"type": "object", "required": ["id"], "additionalProperties": false,
             "properties": {"id": {"type": "integer"}, "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}}},
             "$defs": {"tag": {"type": "string", "pattern": "^[a-z]+$"}}}""";

    @Test
    void aValueThatConformsHasNoFaults() {
        assertThat(schema(ORDER).faults(json("{\"id\": 1, \"tags\": [\"a\"]}"))).isEmpty();
    }

    @Test
    void aFaultTellsItsPointerAndWhatIsWrong() {
        assertThat(schema(ORDER).faults(json("{\"id\": \"1\", \"tags\": [\"a\", \"B\"]}")))
                .extracting(SchemaFault::pointer, SchemaFault::message)
                .containsExactlyInAnyOrder(
                        tuple("/id", "string found, integer expected"),
                        tuple("/tags/1", "does not match the regex pattern ^[a-z]+$"));
        assertThat(schema(ORDER).faults(json("{}")))
                .extracting(SchemaFault::pointer, SchemaFault::message)
                .containsExactly(tuple("", "required property 'id' not found"));
    }

    @Test
    void draft202012IsTheDefault() {
        JsonSchema schema = schema("{\"prefixItems\": [{\"type\": \"string\"}], \"items\": false}");

        assertThat(schema.faults(json("[\"a\"]"))).isEmpty();
        assertThat(schema.faults(json("[1]"))).hasSize(1);
        assertThat(schema.faults(json("[\"a\", 2]"))).hasSize(1);
    }

    @Test
    void anOlderDraftIsKnownByItsSchemaKeyword() {
        JsonSchema schema = schema(
                """
                {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"n": {"type": "number"}},
                 "items": [{"$ref": "#/definitions/n"}], "additionalItems": false}""");

        assertThat(schema.faults(json("[1]"))).isEmpty();
        assertThat(schema.faults(json("[1, 2]"))).hasSize(1);
    }

    @Test
    void aRecursiveSchemaCompilesAndValidates() {
        JsonSchema tree =
                schema("{\"properties\": {\"children\": {\"type\": \"array\", \"items\": {\"$ref\": \"#\"}}}}");

        assertThat(tree.faults(json("{\"children\": [{\"children\": []}]}"))).isEmpty();
        assertThat(tree.faults(json("{\"children\": [{\"children\": 1}]}")))
                .extracting(SchemaFault::pointer)
                .containsExactly("/children/0/children");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]                                     | a schema is an object",
                "{\"type\": \"strin\"}                   | /type",
                "{\"properties\": 3}                     | /properties",
                "{\"$schema\": \"https://x.test/s\"}     | unknown $schema",
                "{\"pattern\": \"(\"}                    | RE2",
                "{\"pattern\": \"(?=a)\"}                | RE2",
                "{\"patternProperties\": {\"(?=a)\": {}}}| RE2",
                "{\"$ref\": \"#/$defs/missing\"}         | missing",
                "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/missing\"}}} | missing",
            })
    void whatIsNoUsableSchemaIsRefusedWithTheReason(String schema, String reason) {
        assertThatThrownBy(() -> schema(schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aRemoteReferenceIsRefusedAndNotFetched() throws IOException {
        AtomicInteger visits = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            visits.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/schema.json";

            assertThatThrownBy(() -> schema("{\"properties\": {\"a\": {\"$ref\": \"" + url + "\"}}}"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("schema.json");
            assertThatThrownBy(() -> schema("{\"$id\": \"" + url + "\", \"$ref\": \"other.json\"}"))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(visits).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/hostname", "classpath:/dev/caravan/any.json", "jar:file:/x.jar!/a.json"})
    void aReferenceToAFileIsRefused(String target) {
        assertThatThrownBy(() -> schema("{\"$ref\": \"" + target + "\"}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHostilePatternIsNotSlow() {
        JsonSchema schema = schema("{\"pattern\": \"^(a+)+$\"}");
        JsonNode value = JSON.getNodeFactory().textNode("a".repeat(100_000) + "!");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThat(schema.faults(value)).hasSize(1));
    }

    @Test
    void aSchemaOfAbsurdDepthIsRefused() {
        String deep = IntStream.range(0, 400).mapToObj(i -> "{\"not\":").collect(Collectors.joining()) + "{}"
                + "}".repeat(400);

        assertThatThrownBy(() -> schema(deep)).hasMessageContaining("deeper");
    }

    private static JsonSchema schema(String text) {
        return JsonSchema.compile(json(text));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
