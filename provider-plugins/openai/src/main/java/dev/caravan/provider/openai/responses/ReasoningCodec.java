package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning items. Another provider's thoughts reach a client as such an item too: with an id that tells that it was made here,
 * and with the provider's signature as the encrypted content, so that both come back with the client's next turn.
 */
final class ReasoningCodec {

    /** How ids begin that were made here; they mean nothing to a provider. */
    static final String LOCAL_ID = "rs_local_";

    /** Between the parts of a summary when they become one text. */
    static final String BETWEEN_PARTS = "\n\n";

    /** No encrypted content of OpenAI's holds a colon. */
    private static final String SIGNATURE = "signature:";

    private ReasoningCodec() {}

    static Part.Reasoning read(Fields item) {
        String summary = texts(item.objects("summary"));
        String content = texts(item.objects("content"));
        String encrypted = item.text("encrypted_content");
        String id = item.text("id");
        boolean signed = encrypted != null && encrypted.startsWith(SIGNATURE);
        return new Part.Reasoning(
                summary.isEmpty() ? content : summary,
                signed ? encrypted.substring(SIGNATURE.length()) : null,
                signed ? null : encrypted,
                id == null || id.startsWith(LOCAL_ID) ? null : id);
    }

    /** Whether an answer's item holds nothing: its id means nothing either, because answers are not stored. */
    static boolean isEmpty(Part.Reasoning thought) {
        return thought.text().isEmpty() && thought.signature() == null && thought.encrypted() == null;
    }

    /** What stands in {@code encrypted_content} of an answer's item, or null. */
    static @Nullable String sealed(@Nullable String signature, @Nullable String encrypted) {
        if (encrypted != null) {
            return encrypted;
        }
        return signature == null ? null : SIGNATURE + signature;
    }

    /** A summary of one part; of none when the text is empty. */
    static ArrayNode summary(CharSequence text) {
        ArrayNode summary = Json.array();
        if (!text.isEmpty()) {
            summary.add(summaryText(text));
        }
        return summary;
    }

    static ObjectNode summaryText(CharSequence text) {
        return Json.object().put("type", "summary_text").put("text", text.toString());
    }

    private static String texts(List<Fields> parts) {
        return parts.stream().map(part -> part.requiredText("text")).collect(Collectors.joining(BETWEEN_PARTS));
    }
}
