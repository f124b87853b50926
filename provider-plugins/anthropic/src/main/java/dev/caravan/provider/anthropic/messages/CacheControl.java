package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.wire.Fields;
import org.jspecify.annotations.Nullable;

/** {@code cache_control}: {@code {"type":"ephemeral","ttl":"5m"}}. */
final class CacheControl {

    private static final String FIELD = "cache_control";

    private CacheControl() {}

    static @Nullable CacheHint read(Fields marked) {
        Fields control = marked.object(FIELD);
        return control == null ? null : new CacheHint(control.text("ttl"));
    }

    static ObjectNode write(@Nullable CacheHint cache, ObjectNode marked) {
        if (cache != null) {
            ObjectNode control = marked.putObject(FIELD).put("type", "ephemeral");
            if (cache.ttl() != null) {
                control.put("ttl", cache.ttl());
            }
        }
        return marked;
    }
}
