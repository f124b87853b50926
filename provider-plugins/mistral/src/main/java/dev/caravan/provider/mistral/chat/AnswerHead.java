package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.MadeUpId;
import org.jspecify.annotations.Nullable;

/** What every answer, and every chunk of one, begins with; what another provider did not say is made up. */
final class AnswerHead {

    private AnswerHead() {}

    static ObjectNode of(@Nullable String id, String object, long created, @Nullable String model) {
        return Json.object()
                .put("id", id == null ? MadeUpId.hex() : id)
                .put("object", object)
                .put("created", created == 0 ? System.currentTimeMillis() / 1000 : created)
                .put("model", model == null ? "" : model);
    }
}
