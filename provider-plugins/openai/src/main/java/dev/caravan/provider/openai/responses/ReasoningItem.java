package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thoughts, shown as a summary. Parts with the same id are one item. */
final class ReasoningItem implements OutputItem {

    private final ItemEvents events;
    private final @Nullable String id;
    private final List<StringBuilder> summary = new ArrayList<>();
    private @Nullable String signature;
    private @Nullable String encrypted;

    /** @param id the provider's id, or null when it gave none */
    ReasoningItem(ItemEvents events, @Nullable String id) {
        this.events = events;
        this.id = id;
    }

    @Override
    public ObjectNode json(String status) {
        ObjectNode item = Json.object().put("id", events.itemId()).put("type", "reasoning");
        String sealed = ReasoningCodec.sealed(signature, encrypted);
        if (sealed != null) {
            item.put("encrypted_content", sealed);
        }
        item.putArray("summary")
                .addAll(summary.stream().map(ReasoningCodec::summaryText).toList());
        return item;
    }

    @Override
    public boolean takes(Part head) {
        return id != null && head instanceof Part.Reasoning more && id.equals(more.id());
    }

    @Override
    public OutputPart begin(Part head) {
        Part.Reasoning thought = (Part.Reasoning) head;
        encrypted = thought.encrypted() == null ? encrypted : thought.encrypted();
        signature = thought.signature() == null ? signature : thought.signature();
        return new SummaryPart();
    }

    /** A part of the summary; there is none before it has a text. */
    private final class SummaryPart implements OutputPart {

        private final int index = summary.size();

        @Override
        public void grow(String text) {
            if (index == summary.size()) {
                summary.add(new StringBuilder());
                part("added", "");
            }
            summary.get(index).append(text);
            events.tell("response.reasoning_summary_text.delta", fields().put("delta", text));
        }

        @Override
        public void sign(String mark) {
            signature = mark;
        }

        @Override
        public void end() {
            if (index < summary.size()) {
                String text = summary.get(index).toString();
                events.tell("response.reasoning_summary_text.done", fields().put("text", text));
                part("done", text);
            }
        }

        private void part(String what, String text) {
            events.tell(
                    "response.reasoning_summary_part." + what, fields().set("part", ReasoningCodec.summaryText(text)));
        }

        private ObjectNode fields() {
            return events.fields().put("summary_index", index);
        }
    }
}
