package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Set;

/** Writes the content of what the system, the user or a tool says: a string where one text is all there is. */
final class ContentWriter {

    private static final Set<String> DETAILS = Set.of("auto", "low", "high");

    private final Losses losses;

    ContentWriter(Losses losses) {
        this.losses = losses;
    }

    JsonNode write(List<Part> parts) {
        if (parts.isEmpty()) {
            return TextNode.valueOf("");
        }
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            return TextNode.valueOf(said(text));
        }
        return blocks(parts);
    }

    ArrayNode blocks(List<Part> parts) {
        ArrayNode blocks = Json.array();
        for (Part part : parts) {
            block(part, blocks);
        }
        return blocks;
    }

    private void block(Part part, ArrayNode blocks) {
        if (part instanceof Part.Text text) {
            blocks.addObject().put("type", "text").put("text", said(text));
        } else if (part instanceof Part.Refusal refusal) {
            blocks.addObject().put("type", "text").put("text", refusal.text());
        } else if (part instanceof Part.Image image) {
            blocks.add(image(image));
        } else if (part instanceof Part.Document document && document.source() instanceof MediaSource.PlainText plain) {
            cache(document.cache() != null);
            blocks.addObject().put("type", "document").set("document", DocumentFields.write(document, plain));
        } else if (part instanceof Part.Document) {
            throw unsupported("document", "Documents can be sent to this provider as plain text only.");
        } else if (part instanceof Part.Audio) {
            throw unsupported("audio", "Audio input cannot be sent to this provider.");
        } else if (part instanceof Part.Video) {
            throw unsupported("video", "Video input cannot be sent to this provider.");
        } else if (part instanceof Part.Opaque opaque) {
            losses.add("messages.content." + opaque.type());
        }
    }

    private String said(Part.Text text) {
        cache(text.cache() != null);
        if (!text.citations().isEmpty()) {
            losses.add("messages.content.citations");
        }
        return text.text();
    }

    private ObjectNode image(Part.Image image) {
        cache(image.cache() != null);
        String url = DataUrl.address(image.source(), "image/png");
        if (url == null) {
            throw unsupported(
                    "image", "An image stored at another provider cannot be sent to this one: send its bytes.");
        }
        ObjectNode written = Json.object().put("type", "image_url");
        ObjectNode where = written.putObject("image_url").put("url", url);
        if (image.detail() != null && DETAILS.contains(image.detail())) {
            where.put("detail", image.detail());
        } else if (image.detail() != null) {
            losses.add("messages.content.image_url.detail");
        }
        return written;
    }

    private void cache(boolean marked) {
        if (marked) {
            losses.add("messages.cache_control");
        }
    }

    private static GatewayError unsupported(String what, String message) {
        return GatewayError.badRequest("unsupported_" + what, message).withParam("messages");
    }
}
