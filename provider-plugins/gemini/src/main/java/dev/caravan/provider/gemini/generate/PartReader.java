package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one part of a content.
 *
 * <p>A thought signature belongs to the neutral part where that has a place for one: thoughts and tool calls. That of any other
 * part becomes an empty {@link Part.Reasoning} right before it; a signature without anything else stands alone. {@link
 * PartWriter} puts them back.
 */
final class PartReader {

    private static final String LOSS = "contents.parts.";

    private final Losses losses;

    /** @param losses takes what stands in a part and has no neutral place */
    PartReader(Losses losses) {
        this.losses = losses;
    }

    /** The neutral parts, one or two; none of an empty part. */
    List<Part> read(ProtoFields part) {
        List<Part> parts = parts(part);
        if (!(parts.size() == 1 && parts.get(0) instanceof Part.Opaque)) {
            part.reportUnread(LOSS, losses);
        }
        return parts;
    }

    private List<Part> parts(ProtoFields part) {
        String signature = part.text("thoughtSignature");
        boolean thought = part.isTrue("thought");
        if (part.has("functionCall")) {
            return List.of(toolCall(part.requiredObject("functionCall"), signature));
        }
        if (part.has("text") && thought) {
            return List.of(new Part.Reasoning(part.requiredText("text"), signature, null, null));
        }
        Part plain = plain(part);
        if (signature == null) {
            return plain == null ? List.of() : List.of(plain);
        }
        Part mark = new Part.Reasoning("", signature, null, null);
        boolean alone =
                plain == null || plain instanceof Part.Text text && text.text().isEmpty();
        // The JSON of an opaque part holds its signature.
        return alone ? List.of(mark) : plain instanceof Part.Opaque ? List.of(plain) : List.of(mark, plain);
    }

    private @Nullable Part plain(ProtoFields part) {
        if (part.has("text")) {
            return new Part.Text(part.requiredText("text"));
        }
        if (part.has("inlineData")) {
            return inline(part.requiredObject("inlineData"));
        }
        if (part.has("fileData")) {
            return file(part.requiredObject("fileData"));
        }
        if (part.has("functionResponse")) {
            return toolResult(part.requiredObject("functionResponse"));
        }
        return opaque(part);
    }

    private Part toolCall(ProtoFields call, @Nullable String signature) {
        ProtoFields arguments = call.object("args");
        Part read = new Part.ToolCall(
                call.text("id"),
                call.requiredText("name"),
                arguments == null ? "{}" : Json.text(arguments.json()),
                signature,
                null);
        call.reportUnread(LOSS + "function_call.", losses);
        return read;
    }

    private Part inline(ProtoFields blob) {
        String type = blob.text("mimeType");
        String base64 = Base64Text.standard(blob.requiredText("data"));
        MediaSource source = new MediaSource.Inline(type, base64);
        if ("text/plain".equals(type)) {
            String text = Base64Text.decoded(base64);
            if (text == null) {
                throw blob.invalid("data", "it is no base64");
            }
            source = new MediaSource.PlainText(text);
        }
        Part part = named(MediaTypes.part(source, type), blob);
        blob.reportUnread(LOSS + "inline_data.", losses);
        return part;
    }

    private Part file(ProtoFields file) {
        String uri = file.requiredText("fileUri");
        String said = file.text("mimeType");
        String type = said == null ? MediaTypes.ofName(uri) : said;
        Part part = named(MediaTypes.part(new MediaSource.Url(uri, type), type), file);
        file.reportUnread(LOSS + "file_data.", losses);
        return part;
    }

    private static Part named(Part part, ProtoFields data) {
        return part instanceof Part.Document document
                ? new Part.Document(document.source(), data.text("displayName"))
                : part;
    }

    private Part toolResult(ProtoFields result) {
        ProtoFields response = result.object("response");
        ToolOutput output = response == null ? new ToolOutput("", false) : ToolOutput.read(response.json());
        List<Part> content = new ArrayList<>();
        content.add(new Part.Text(output.text()));
        for (ProtoFields part : result.objects("parts")) {
            content.addAll(read(part));
        }
        Part read = new Part.ToolResult(result.text("id"), result.requiredText("name"), content, output.error(), null);
        result.reportUnread(LOSS + "function_response.", losses);
        return read;
    }

    private static @Nullable Part opaque(ProtoFields part) {
        part.ignore("videoMetadata", "mediaResolution", "partMetadata");
        List<String> unread = part.unread();
        if (unread.isEmpty()) {
            return null;
        }
        String type = unread.get(0);
        JsonNode data = part.any(type);
        ObjectNode json = part.json().deepCopy();
        if (data != null && !json.has(type)) {
            json.remove(ProtoFields.snake(type));
            json.set(type, data);
        }
        return new Part.Opaque(GeminiDialect.NAME, type, json);
    }
}
