package dev.caravan.provider.openai.responses;

import dev.caravan.spi.wire.MadeUpId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the ids that OpenAI's clients expect. They follow from the answer's own id, so that the same answer has the same ones. */
final class ItemIds {

    private static final String RESPONSE = "resp_";

    private final String response;
    private final Set<String> calls = new HashSet<>();
    private int made;

    /** @param answer the provider's id of the answer, or null */
    ItemIds(@Nullable String answer) {
        String id = answer == null || answer.isEmpty() ? MadeUpId.hex() : answer;
        this.response = id.startsWith(RESPONSE) ? id : RESPONSE + id;
    }

    String response() {
        return response;
    }

    /** @param prefix {@code msg_}, {@code fc_}, {@code rs_} … */
    String make(String prefix) {
        String seed = response + "/" + made++;
        return prefix + hex(UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)));
    }

    /** The provider's id of a call, or one of ours when it has none or gave the same one before. */
    String call(@Nullable String given) {
        if (given != null && !given.isEmpty() && calls.add(given)) {
            return given;
        }
        return make("call_");
    }

    private static String hex(UUID uuid) {
        return uuid.toString().replace("-", "");
    }
}
