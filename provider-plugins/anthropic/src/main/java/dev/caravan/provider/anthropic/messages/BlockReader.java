package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the content of a request: a string or a list of blocks. */
final class BlockReader {

    private final MediaReader media;
    private final Losses losses;

    BlockReader(Losses losses) {
        this.media = new MediaReader(losses);
        this.losses = losses;
    }

    /** The parts of a field; none when it is absent. */
    List<Part> read(Fields holder, String field) {
        JsonNode content = holder.any(field);
        if (content == null) {
            return List.of();
        }
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw holder.wrong(field, "a string or an array of blocks", content);
        }
        List<Part> parts = new ArrayList<>();
        for (Fields block : holder.objects(field)) {
            add(block, parts);
        }
        return parts;
    }

    private void add(Fields block, List<Part> parts) {
        String type = block.requiredText("type");
        switch (type) {
            case "text" ->
                parts.add(new Part.Text(
                        block.requiredText("text"), CitationFields.read(block), CacheControl.read(block)));
            case "image" -> parts.add(media.image(block));
            case "document" -> parts.addAll(media.document(block));
            case "tool_use" -> parts.add(call(block));
            case "tool_result" -> parts.add(result(block));
            case "thinking" ->
                parts.add(new Part.Reasoning(
                        block.requiredText("thinking"), filled(block.text("signature")), null, null));
            case "redacted_thinking" -> parts.add(new Part.Reasoning("", null, block.requiredText("data"), null));
            default -> {
                parts.add(new Part.Opaque(AnthropicMessagesDialect.NAME, type, block.json()));
                return;
            }
        }
        block.reportUnread("messages.content.", losses);
    }

    private static Part call(Fields block) {
        block.ignore("caller");
        return new Part.ToolCall(
                block.requiredText("id"),
                block.requiredText("name"),
                Json.text(block.requiredObject("input").json()),
                null,
                CacheControl.read(block));
    }

    private Part result(Fields block) {
        return new Part.ToolResult(
                block.requiredText("tool_use_id"),
                null,
                read(block, "content"),
                block.isTrue("is_error"),
                CacheControl.read(block));
    }

    /** Thoughts that came from another provider were given to the client with an empty signature. */
    private static @Nullable String filled(@Nullable String signature) {
        return signature == null || signature.isEmpty() ? null : signature;
    }
}
