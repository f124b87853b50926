package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A streamed block that becomes a part only when it is whole: a picture, redacted thoughts, a tool that the provider runs. */
final class HeldBlock {

    private final @Nullable Fields start;
    private final StringBuilder input = new StringBuilder();
    private final ArrayNode results = Json.array();
    private final ByteArrayOutputStream redacted = new ByteArrayOutputStream();
    private @Nullable String image;

    /** @param start what {@code contentBlockStart} says of it */
    HeldBlock(@Nullable Fields start) {
        this.start = start;
    }

    /** Thoughts that only the provider can read; the first piece of them. */
    static HeldBlock redacted(String base64) {
        HeldBlock block = new HeldBlock(null);
        block.addRedacted(base64);
        return block;
    }

    void add(Fields delta) {
        Fields reasoning = delta.object("reasoningContent");
        String more = reasoning == null ? null : reasoning.text("redactedContent");
        if (more != null) {
            addRedacted(more);
        }
        Fields call = delta.object("toolUse");
        if (call != null) {
            input.append(call.requiredText("input"));
        }
        if (delta.any("toolResult") instanceof ArrayNode pieces) {
            results.addAll(pieces);
        }
        Fields picture = delta.object("image");
        Fields source = picture == null ? null : picture.object("source");
        if (source != null) {
            image = source.text("bytes");
        }
    }

    /** The part, or null where nothing came of it. */
    @Nullable
    Part part() {
        if (start == null) {
            return new Part.Reasoning("", null, Base64.getEncoder().encodeToString(redacted.toByteArray()), null);
        }
        Fields format = start.object("image");
        if (format != null) {
            String type = MediaFormats.IMAGES.mediaType(format.requiredText("format"));
            return image == null ? null : new Part.Image(new MediaSource.Inline(type, image));
        }
        List<String> kinds =
                start.json().properties().stream().map(field -> field.getKey()).toList();
        if (kinds.isEmpty() || !(start.json().get(kinds.get(0)) instanceof ObjectNode head)) {
            return null;
        }
        return opaque(kinds.get(0), head.deepCopy());
    }

    /** The block as a whole answer has it. */
    private Part opaque(String kind, ObjectNode block) {
        if (kind.equals("toolUse")) {
            block.set("input", Json.parse(input.isEmpty() ? "{}" : input.toString()));
        } else if (kind.equals("toolResult")) {
            block.set("content", results);
        }
        ObjectNode whole = Json.object();
        whole.set(kind, block);
        return new Part.Opaque(ConverseDialect.NAME, kind, whole);
    }

    private void addRedacted(String base64) {
        try {
            redacted.writeBytes(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException malformed) {
            throw GatewayError.of(502, "invalid_upstream_answer", "The provider's stream holds malformed base64.");
        }
    }
}
