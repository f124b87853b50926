package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The field {@code images}: base64 without a media type, which is known by the first bytes. */
final class Images {

    private static final Map<String, String> TYPES = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp");

    private Images() {}

    static List<Part> read(Fields holder) {
        List<Part> images = new ArrayList<>();
        for (String base64 : holder.texts("images")) {
            images.add(new Part.Image(new MediaSource.Inline(type(base64), base64)));
        }
        return images;
    }

    private static @Nullable String type(String base64) {
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            if (base64.startsWith(type.getKey())) {
                return type.getValue();
            }
        }
        return null;
    }

    /** Adds the images to what is said; nothing when there are none. */
    static void write(List<Part.Image> images, ObjectNode holder, Losses losses) {
        if (images.isEmpty()) {
            return;
        }
        ArrayNode written = holder.putArray("images");
        for (Part.Image image : images) {
            if (image.cache() != null) {
                losses.add("messages.cache_control");
            }
            if (image.detail() != null && !image.detail().equals("auto")) {
                losses.add("messages.content.image.detail");
            }
            written.add(base64(image.source()));
        }
    }

    private static String base64(MediaSource source) {
        if (source instanceof MediaSource.Inline inline) {
            return inline.base64();
        }
        String message = source instanceof MediaSource.Url
                ? "Image URLs are not supported by this provider; send base64."
                : "An image stored at another provider cannot be sent to this one; send base64.";
        throw GatewayError.badRequest("unsupported_image", message).withParam("messages");
    }
}
