package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The signature of a tool call, where Google's OpenAI-compatible API has it: {@code extra_content.google.thought_signature}. A
 * client that sends its messages back as it got them sends it back, too. Source: <a
 * href="https://ai.google.dev/gemini-api/docs/thought-signatures">Gemini API, Thought signatures</a>.
 */
final class SignatureField {

    static final String NAME = "extra_content";

    private SignatureField() {}

    static @Nullable String read(JsonNode call) {
        JsonNode signature = call.path(NAME).path("google").path("thought_signature");
        return signature.isTextual() ? signature.textValue() : null;
    }

    static void write(@Nullable String signature, ObjectNode call) {
        if (signature != null) {
            call.putObject(NAME).putObject("google").put("thought_signature", signature);
        }
    }
}
