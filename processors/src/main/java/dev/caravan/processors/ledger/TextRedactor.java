package dev.caravan.processors.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.TextScanner;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a record what scanners find in its texts. Of a body that is no JSON nothing is kept: a recorded stream has its
 * words in pieces, and what it said stands in the completion.
 */
final class TextRedactor {

    private final List<TextScanner> scanners;

    TextRedactor(List<TextScanner> scanners) {
        this.scanners = List.copyOf(scanners);
    }

    ExchangeRecord redacted(ExchangeRecord exchange) {
        Content content = exchange.content();
        Map<String, String> metadata = new LinkedHashMap<>();
        content.metadata().forEach((name, value) -> metadata.put(name, text(value)));
        return exchange.withTexts(
                new Content(
                        nullable(content.prompt()),
                        nullable(content.completion()),
                        json(content.toolCalls()),
                        metadata),
                new Bodies(
                        body(exchange.bodies().request()),
                        body(exchange.bodies().response())));
    }

    private @Nullable String nullable(@Nullable String text) {
        return text == null ? null : text(text);
    }

    private String text(String text) {
        String redacted = text;
        for (TextScanner scanner : scanners) {
            redacted = without(scanner.scan(redacted), redacted);
        }
        return redacted;
    }

    private static String without(List<Finding> findings, String text) {
        if (findings.isEmpty()) {
            return text;
        }
        StringBuilder rest = new StringBuilder(text.length());
        int from = 0;
        for (Finding finding : findings) {
            rest.append(text, from, finding.start())
                    .append('[')
                    .append(finding.label())
                    .append(']');
            from = finding.end();
        }
        return rest.append(text, from, text.length()).toString();
    }

    private @Nullable String json(@Nullable String text) {
        JsonNode tree = text == null ? null : Json.parse(text);
        return tree == null ? nullable(text) : Json.text(redacted(tree));
    }

    private @Nullable ByteBuffer body(@Nullable ByteBuffer body) {
        if (body == null) {
            return null;
        }
        byte[] bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        JsonNode tree = Json.parse(bytes, 0, bytes.length);
        return tree == null ? null : ByteBuffer.wrap(Json.bytes(redacted(tree)));
    }

    private JsonNode redacted(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(text(node.textValue()));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(redacted(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, redacted(array.get(i)));
            }
        }
        return node;
    }
}
