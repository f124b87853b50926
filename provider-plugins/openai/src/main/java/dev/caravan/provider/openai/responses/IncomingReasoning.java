package dev.caravan.provider.openai.responses;

import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Thoughts. Their encrypted form is known only at the end, when a part's head has long been told: where a text came before, it
 * becomes a part of its own with the same id.
 */
final class IncomingReasoning implements IncomingItem {

    private static final String SUMMARY = "response.reasoning_summary_text.";
    private static final String CONTENT = "response.reasoning_text.";

    private final PartFeed feed;
    private final @Nullable String id;
    private @Nullable IncomingPart part;
    private @Nullable String source;
    private boolean done;

    IncomingReasoning(PartFeed feed, Fields item) {
        this.feed = feed;
        this.id = ReasoningCodec.read(item).id();
    }

    @Override
    public void event(String type, Fields event) {
        if (type.equals("response.reasoning_summary_part.added")) {
            if (part != null && !part.isEmpty() && SUMMARY.equals(source)) {
                part.grow(ReasoningCodec.BETWEEN_PARTS);
            }
        } else if (type.equals(SUMMARY + "delta")) {
            grow(SUMMARY, event.requiredText("delta"));
        } else if (type.equals(CONTENT + "delta")) {
            grow(CONTENT, event.requiredText("delta"));
        }
    }

    /** A server may tell both the thoughts and their summary; what came first is what is passed on. */
    private void grow(String from, String text) {
        if (source == null) {
            source = from;
        }
        if (from.equals(source)) {
            part().grow(text);
        }
    }

    private IncomingPart part() {
        IncomingPart begun = part == null ? new IncomingPart(feed, new Part.Reasoning("", null, null, id)) : part;
        part = begun;
        return begun;
    }

    @Override
    public void done(Fields item) {
        if (done) {
            return;
        }
        done = true;
        Part.Reasoning whole = ReasoningCodec.read(item);
        if (part == null && ReasoningCodec.isEmpty(whole)) {
            return;
        }
        if (part == null) {
            part = new IncomingPart(feed, new Part.Reasoning("", null, whole.encrypted(), whole.id()));
            part.grow(whole.text());
        } else if (whole.encrypted() != null) {
            part.end();
            part = new IncomingPart(feed, new Part.Reasoning("", null, whole.encrypted(), whole.id()));
        }
        if (whole.signature() != null) {
            part.sign(whole.signature());
        }
        part.end();
    }

    @Override
    public void end() {
        if (part != null) {
            part.end();
        }
    }
}
