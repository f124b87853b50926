package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages of any dialect as plain text, for a model that is to summarize them. */
final class Transcript {

    /** What says nothing to a reader. */
    private static final Set<String> SILENT = Set.of(
            "role", "type", "id", "call_id", "tool_call_id", "tool_use_id", "cache_control", "signature", "status");

    private static final int LONGEST_WORD = 2048;

    private final StringBuilder text = new StringBuilder();

    private Transcript() {}

    /** @param most how many characters it may have; what is older than these is left out */
    static String of(List<JsonNode> messages, int most) {
        Transcript transcript = new Transcript();
        for (JsonNode message : messages) {
            transcript.text.append(message.path("role").asText("tool")).append(": ");
            transcript.add(message);
            transcript.text.append('\n');
        }
        StringBuilder text = transcript.text;
        return text.length() <= most ? text.toString() : text.substring(text.length() - most);
    }

    private void add(JsonNode json) {
        if (json.isObject()) {
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                if (!SILENT.contains(field.getKey())) {
                    add(field.getValue());
                }
            }
        } else if (json.isArray()) {
            json.forEach(this::add);
        } else if (json.isTextual()) {
            String value = json.textValue();
            boolean isMedium = value.length() > LONGEST_WORD && value.lastIndexOf(' ', LONGEST_WORD) < 0;
            text.append(isMedium ? "[attachment]" : value).append(' ');
        } else if (!json.isNull()) {
            text.append(json.asText()).append(' ');
        }
    }
}
