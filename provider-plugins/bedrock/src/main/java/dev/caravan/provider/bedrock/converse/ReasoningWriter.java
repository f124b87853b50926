package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.regex.Pattern;

/**
 * Writes thoughts that come back with a conversation. Anthropic's models refuse those that they have not signed. Encrypted
 * thoughts with an id are an item of OpenAI's, which only OpenAI can read.
 */
final class ReasoningWriter {

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    private final boolean anthropic;
    private final Losses losses;

    ReasoningWriter(boolean anthropic, Losses losses) {
        this.anthropic = anthropic;
        this.losses = losses;
    }

    void write(Part.Reasoning reasoning, ArrayNode content) {
        boolean empty = reasoning.text().isEmpty() && reasoning.signature() == null;
        if (!empty && (reasoning.signature() != null || !anthropic)) {
            content.add(thoughts(reasoning));
        } else if (!empty) {
            losses.add("reasoning");
        }
        if (reasoning.encrypted() != null) {
            if (reasoning.id() == null && isBase64(reasoning.encrypted())) {
                content.add(redacted(reasoning.encrypted()));
            } else {
                losses.add("reasoning.encrypted");
            }
        }
    }

    static ObjectNode thoughts(Part.Reasoning reasoning) {
        ObjectNode written = Json.object();
        ObjectNode text =
                written.putObject("reasoningContent").putObject("reasoningText").put("text", reasoning.text());
        if (reasoning.signature() != null) {
            text.put("signature", reasoning.signature());
        }
        return written;
    }

    static ObjectNode redacted(String encrypted) {
        ObjectNode written = Json.object();
        written.putObject("reasoningContent").put("redactedContent", encrypted);
        return written;
    }

    /** Whether it can stand where Bedrock has bytes. */
    static boolean isBase64(String text) {
        return text.length() % 4 == 0 && BASE64.matcher(text).matches();
    }
}
