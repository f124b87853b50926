package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    /** Marks a result that the gateway has made up because there is none. */
    private static final String BROKEN = "dev.caravan/broken";

    /** The result as an object, whatever the server has sent. */
    static ObjectNode object(JsonNode result) {
        return result instanceof ObjectNode object ? object : broken("The server answered with what is no result.");
    }

    /** In the place of a result that did not come. */
    static ObjectNode broken(String why) {
        ObjectNode result = told(why);
        result.putObject("_meta").put(BROKEN, true);
        return result;
    }

    private static ObjectNode told(String why) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", why);
        return result.put("isError", true);
    }

    static ToolOutcome outcome(JsonNode result) {
        if (result.path("_meta").path(BROKEN).asBoolean()) {
            return ToolOutcome.broken(result.at("/content/0/text").asText());
        }
        List<Part> parts = new ArrayList<>();
        result.path("content").forEach(content -> parts.add(part(content)));
        if (parts.isEmpty() && result.hasNonNull("structuredContent")) {
            parts.add(new Part.Text(Json.text(result.get("structuredContent"))));
        }
        return new ToolOutcome(parts, result.path("isError").asBoolean(), false);
    }

    /** What the server says against a call: the model may do it better. */
    static ObjectNode refused(McpError error) {
        String message = error.getJsonRpcError() == null
                ? "unknown"
                : error.getJsonRpcError().message();
        return told("The server refused the call: " + message);
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
