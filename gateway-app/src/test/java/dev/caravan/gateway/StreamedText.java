package dev.caravan.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;

/** What a streamed answer says, in whatever dialect: the texts of its pieces put together. */
final class StreamedText {

    private StreamedText() {}

    static String of(String stream) {
        StringBuilder text = new StringBuilder();
        for (String line : stream.split("\n", -1)) {
            JsonNode event = Json.parse(line.startsWith("data: ") ? line.substring(6) : line);
            if (event != null) {
                text.append(piece(event));
            }
        }
        return text.toString();
    }

    private static String piece(JsonNode event) {
        return switch (event.path("type").asText()) {
            case "content_block_delta" -> event.at("/delta/text").asText();
            case "response.output_text.delta" -> event.path("delta").asText();
            case "content-delta" -> event.at("/delta/message/content/text").asText();
            case "" ->
                event.at("/choices/0/delta/content").asText("")
                        + event.at("/candidates/0/content/parts/0/text").asText("")
                        + event.at("/message/content").asText("")
                        + event.path("response").asText("");
            default -> "";
        };
    }
}
