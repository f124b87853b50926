package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.agents.ToolOutcome;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import io.modelcontextprotocol.spec.McpError;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the result of {@code tools/call}: texts, images, and resources as far as they are texts. What has no place in a chat is
 * named.
 */
final class ToolResults {

    private ToolResults() {}

    static ToolOutcome outcome(JsonNode result) {
        List<Part> parts = new ArrayList<>();
        result.path("content").forEach(content -> parts.add(part(content)));
        if (parts.isEmpty() && result.hasNonNull("structuredContent")) {
            parts.add(new Part.Text(Json.text(result.get("structuredContent"))));
        }
        return new ToolOutcome(parts, result.path("isError").asBoolean(), false);
    }

    /** What the server says against a call: the model may do it better. */
    static ToolOutcome refused(McpError error) {
        String message = error.getJsonRpcError() == null
                ? "unknown"
                : error.getJsonRpcError().message();
        return new ToolOutcome(List.of(new Part.Text("The server refused the call: " + message)), true, false);
    }

    private static Part part(JsonNode content) {
        String type = content.path("type").asText("");
        return switch (type) {
            case "text" -> new Part.Text(content.path("text").asText(""));
            case "image" ->
                new Part.Image(new MediaSource.Inline(
                        content.path("mimeType").asText("image/png"),
                        content.path("data").asText("")));
            case "resource" -> resource(content.path("resource"));
            case "resource_link" ->
                new Part.Text("[resource " + content.path("uri").asText("") + "]");
            default -> new Part.Text("[" + (type.isEmpty() ? "content" : type) + " that cannot be shown]");
        };
    }

    private static Part resource(JsonNode resource) {
        return resource.hasNonNull("text")
                ? new Part.Text(resource.path("text").asText())
                : new Part.Text("[resource " + resource.path("uri").asText("") + "]");
    }
}
