package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a message's content: a string where one text is all there is, else a list of chunks. */
final class ContentWriter {

    private final Losses losses;

    ContentWriter(Losses losses) {
        this.losses = losses;
    }

    JsonNode write(List<Part> parts) {
        if (parts.isEmpty()) {
            return TextNode.valueOf("");
        }
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            return TextNode.valueOf(plain(text));
        }
        ArrayNode chunks = Json.array();
        for (Part part : parts) {
            ObjectNode chunk = chunk(part);
            if (chunk != null) {
                chunks.add(chunk);
            }
        }
        return chunks;
    }

    private @Nullable ObjectNode chunk(Part part) {
        if (part instanceof Part.Text text) {
            return text(plain(text));
        }
        if (part instanceof Part.Refusal refusal) {
            losses.add("messages.content.refusal");
            return text(refusal.text());
        }
        if (part instanceof Part.Reasoning thought) {
            return ThinkingChunk.write(thought.text(), thought.signature());
        }
        if (part instanceof Part.Image image) {
            return image(image);
        }
        if (part instanceof Part.Document document) {
            return document(document);
        }
        if (part instanceof Part.Audio audio) {
            return Json.object().put("type", "input_audio").put("input_audio", reachable("audio", Sound.write(audio)));
        }
        if (part instanceof Part.Video) {
            throw GatewayError.badRequest("unsupported_video", "Video input cannot be sent to this provider.")
                    .withParam("messages");
        }
        return part instanceof Part.Opaque opaque ? opaque(opaque) : null;
    }

    private @Nullable ObjectNode opaque(Part.Opaque opaque) {
        if (opaque.dialect().equals(MistralChatDialect.NAME) && opaque.json() instanceof ObjectNode own) {
            return own;
        }
        losses.add("messages.content." + opaque.type());
        return null;
    }

    private static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private String plain(Part.Text text) {
        cache(text.cache());
        if (!text.citations().isEmpty()) {
            losses.add("messages.content.citations");
        }
        return text.text();
    }

    private ObjectNode image(Part.Image image) {
        cache(image.cache());
        String url = reachable("image", DataUrl.address(image.source(), "image/png"));
        ObjectNode chunk = Json.object().put("type", "image_url");
        ObjectNode where = chunk.putObject("image_url").put("url", url);
        if (image.detail() != null) {
            where.put("detail", image.detail());
        }
        return chunk;
    }

    private ObjectNode document(Part.Document document) {
        cache(document.cache());
        if (document.context() != null) {
            losses.add("messages.content.document.context");
        }
        if (document.citations()) {
            losses.add("messages.content.document.citations");
        }
        boolean named = document.name() != null;
        if (document.source() instanceof MediaSource.PlainText plain) {
            if (named) {
                losses.add("messages.content.document.title");
            }
            return text(plain.text());
        }
        if (document.source() instanceof MediaSource.StoredFile stored) {
            if (named) {
                losses.add("messages.content.document.title");
            }
            return Json.object().put("type", "file").put("file_id", stored.id());
        }
        ObjectNode chunk = Json.object()
                .put("type", "document_url")
                .put("document_url", reachable("document", DataUrl.address(document.source(), "application/pdf")));
        return named ? chunk.put("document_name", document.name()) : chunk;
    }

    private void cache(@Nullable CacheHint cache) {
        if (cache != null) {
            losses.add("messages.cache_control");
        }
    }

    private static String reachable(String what, @Nullable String address) {
        if (address == null) {
            throw GatewayError.badRequest(
                            "unsupported_" + what,
                            "An input that is stored at another provider cannot be sent to this one: send its bytes.")
                    .withParam("messages");
        }
        return address;
    }
}
