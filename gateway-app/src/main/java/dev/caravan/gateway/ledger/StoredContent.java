package dev.caravan.gateway.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was said, as one packed JSON document of a row. */
final class StoredContent {

    /** Of a longer prompt or completion a row keeps the beginning; the bodies have all of it. */
    static final int LONGEST_TEXT = 256 * 1024;

    private StoredContent() {}

    /** @return null where nothing was said */
    static byte @Nullable [] pack(Content content, Compression compression) {
        ObjectNode json = Json.object();
        put(json, "prompt", content.prompt());
        put(json, "completion", content.completion());
        put(json, "tool_calls", content.toolCalls());
        if (!content.metadata().isEmpty()) {
            ObjectNode metadata = json.putObject("metadata");
            content.metadata().forEach(metadata::put);
        }
        return json.isEmpty() ? null : compression.pack(Json.bytes(json));
    }

    static Content unpack(byte @Nullable [] packed) {
        if (packed == null) {
            return Content.NONE;
        }
        byte[] bytes = Compression.unpack(packed);
        JsonNode json = Json.parse(bytes, 0, bytes.length);
        if (json == null) {
            throw new IllegalStateException("a stored text is damaged");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        json.path("metadata")
                .properties()
                .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
        return new Content(text(json, "prompt"), text(json, "completion"), text(json, "tool_calls"), metadata);
    }

    private static void put(ObjectNode json, String field, @Nullable String text) {
        if (text != null) {
            json.put(field, text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT));
        }
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        return value == null ? null : value.asText();
    }
}
