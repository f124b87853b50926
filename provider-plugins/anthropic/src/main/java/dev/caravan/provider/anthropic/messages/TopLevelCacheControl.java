package dev.caravan.provider.anthropic.messages;

import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request's own {@code cache_control}, which marks its last block that can be marked. */
final class TopLevelCacheControl {

    private TopLevelCacheControl() {}

    static List<Message> apply(@Nullable CacheHint cache, List<Message> messages, Losses losses) {
        if (cache == null) {
            return messages;
        }
        for (int i = messages.size() - 1; i >= 0; i--) {
            List<Part> parts = messages.get(i).parts();
            for (int j = parts.size() - 1; j >= 0; j--) {
                Part marked = marked(parts.get(j), cache);
                if (marked != null) {
                    return replaced(messages, i, j, marked);
                }
            }
        }
        losses.add("cache_control");
        return messages;
    }

    private static List<Message> replaced(List<Message> messages, int message, int part, Part marked) {
        List<Message> changed = new ArrayList<>(messages);
        List<Part> parts = new ArrayList<>(messages.get(message).parts());
        parts.set(part, marked);
        changed.set(message, new Message(messages.get(message).role(), parts));
        return changed;
    }

    private static @Nullable Part marked(Part part, CacheHint cache) {
        if (part instanceof Part.Text text) {
            return new Part.Text(text.text(), text.citations(), cache);
        }
        if (part instanceof Part.Image image) {
            return new Part.Image(image.source(), image.detail(), cache);
        }
        if (part instanceof Part.Document document) {
            return new Part.Document(
                    document.source(), document.name(), document.context(), document.citations(), cache);
        }
        if (part instanceof Part.ToolCall call) {
            return new Part.ToolCall(call.id(), call.name(), call.arguments(), call.signature(), cache);
        }
        if (part instanceof Part.ToolResult result) {
            return new Part.ToolResult(result.callId(), result.name(), result.content(), result.error(), cache);
        }
        return null;
    }
}
