package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;

/** What a message says, put together as Ollama has it: one text, thoughts, and images beside them. */
final class SaidParts {

    private final Losses losses;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final List<Part.Image> images = new ArrayList<>();

    SaidParts(Losses losses) {
        this.losses = losses;
    }

    /** Takes a part that is neither a tool call nor a tool's result. */
    void add(Part part) {
        if (part instanceof Part.Text said) {
            cache(said.cache() != null);
            losses.addIf(!said.citations().isEmpty(), "messages.content.citations");
            append(text, said.text());
        } else if (part instanceof Part.Refusal refusal) {
            append(text, refusal.text());
        } else if (part instanceof Part.Reasoning thought) {
            losses.addIf(thought.signature() != null || thought.encrypted() != null, "reasoning.signature");
            append(thoughts, thought.text());
        } else if (part instanceof Part.Image image) {
            images.add(image);
        } else if (part instanceof Part.Document document) {
            document(document);
        } else if (part instanceof Part.Audio) {
            throw unsupported("audio", "Audio input cannot be sent to this provider.");
        } else if (part instanceof Part.Video) {
            throw unsupported("video", "Video input cannot be sent to this provider.");
        } else if (part instanceof Part.Opaque opaque) {
            losses.add("messages.content." + opaque.type());
        }
    }

    /** The text; empty when nothing was said. */
    String text() {
        return text.toString();
    }

    /** Adds what there is beside the text. */
    void writeRest(ObjectNode holder) {
        if (!thoughts.isEmpty()) {
            holder.put("thinking", thoughts.toString());
        }
        Images.write(images, holder, losses);
    }

    private void document(Part.Document document) {
        if (!(document.source() instanceof MediaSource.PlainText plain)) {
            throw unsupported("document", "Documents can be sent to this provider as plain text only.");
        }
        cache(document.cache() != null);
        losses.addIf(document.name() != null, "messages.content.document.title");
        losses.addIf(document.context() != null, "messages.content.document.context");
        losses.addIf(document.citations(), "messages.content.document.citations");
        append(text, plain.text());
    }

    private static void append(StringBuilder before, String more) {
        before.append(before.isEmpty() || more.isEmpty() ? "" : "\n").append(more);
    }

    private void cache(boolean marked) {
        losses.addIf(marked, "messages.cache_control");
    }

    private static GatewayError unsupported(String what, String message) {
        return GatewayError.badRequest("unsupported_" + what, message).withParam("messages");
    }
}
