package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * A tool call's signature, which OpenAI's API has no field for. It travels in {@code extra_content.google.thought_signature},
 * where Google's own OpenAI-compatible API has it; SDKs send fields that they do not know back as they are. Source: <a
 * href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures</a>.
 */
final class CallSignature {

    private static final String EXTRA = "extra_content";
    private static final String VENDOR = "google";
    private static final String SIGNATURE = "thought_signature";

    private CallSignature() {}

    static @Nullable String read(Fields item) {
        Fields extra = item.object(EXTRA);
        Fields vendor = extra == null ? null : extra.object(VENDOR);
        return vendor == null ? null : vendor.text(SIGNATURE);
    }

    static void write(@Nullable String signature, ObjectNode item) {
        if (signature != null) {
            item.set(EXTRA, Json.object().set(VENDOR, Json.object().put(SIGNATURE, signature)));
        }
    }
}
