package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** Where requests name files: in fields {@code file_id} and {@code file_ids}, however deep. */
final class FileMentions {

    private static final String ONE = "file_id";
    private static final String SEVERAL = "file_ids";

    private FileMentions() {}

    /**
     * Whether a JSON text may hold such a field: its name stands there, or an escape that may be a part of it. Most texts do not,
     * and this costs less than to read them.
     */
    static boolean areLikelyIn(ByteBuf json) {
        return json.forEachByte(new Search()) >= 0;
    }

    /** All ids of files in it. */
    static Set<String> in(JsonNode tree) {
        Set<String> ids = new LinkedHashSet<>();
        Deque<JsonNode> open = new ArrayDeque<>();
        open.push(tree);
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            JsonNode one = node.path(ONE);
            if (one.isTextual()) {
                ids.add(one.textValue());
            }
            for (JsonNode id : node.path(SEVERAL)) {
                if (id.isTextual()) {
                    ids.add(id.textValue());
                }
            }
            for (JsonNode child : node) {
                if (child.isContainerNode()) {
                    open.push(child);
                }
            }
        }
        return ids;
    }

    /** Stops behind {@code file_id}, and behind {@code \}{@code u00} before 5, 6 or 7: a letter or the line under two of them. */
    private static final class Search implements ByteProcessor {

        private static final byte[] NAME = {'f', 'i', 'l', 'e', '_', 'i', 'd'};
        private static final byte[] ESCAPE = {'\\', 'u', '0', '0'};

        private int name;
        private int escape;

        @Override
        public boolean process(byte value) {
            // No part of the name is its beginning, so that a search never has to go back.
            name = value == NAME[name] ? name + 1 : value == NAME[0] ? 1 : 0;
            if (name == NAME.length) {
                return false;
            }
            if (escape == ESCAPE.length) {
                if (value >= '5' && value <= '7') {
                    return false;
                }
                escape = 0;
            }
            escape = value == ESCAPE[escape] ? escape + 1 : value == ESCAPE[0] ? 1 : 0;
            return true;
        }
    }
}
