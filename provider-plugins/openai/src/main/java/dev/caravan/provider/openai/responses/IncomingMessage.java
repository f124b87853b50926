package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A message: each part of its content becomes a part of the answer. */
final class IncomingMessage implements IncomingItem {

    private final PartFeed feed;
    private final Map<Integer, IncomingPart> texts = new TreeMap<>();
    private final Set<Integer> complete = new HashSet<>();
    private boolean logprobs;

    IncomingMessage(PartFeed feed) {
        this.feed = feed;
    }

    @Override
    public void event(String type, Fields event) {
        int index = (int) event.wholeNumber("content_index", 0);
        switch (type) {
            case "response.content_part.added" -> begin(index, event.requiredObject("part"));
            case "response.output_text.delta" -> {
                text(index).grow(event.requiredText("delta"));
                tokens(ItemReader.tokens(event));
            }
            case "response.output_text.done" -> text(index).fillUp(event.requiredText("text"));
            case "response.output_text.annotation.added" ->
                text(index)
                        .cite(Annotations.citation(
                                event.requiredObject("annotation").json()));
            case "response.refusal.delta" -> refusal(index).grow(event.requiredText("delta"));
            case "response.refusal.done" -> refusal(index).fillUp(event.requiredText("refusal"));
            case "response.content_part.done" -> complete(index, event.requiredObject("part"));
            default -> {
                // nothing of a message
            }
        }
    }

    private void begin(int index, Fields part) {
        switch (part.requiredText("type")) {
            case "output_text" -> text(index);
            case "refusal" -> refusal(index);
            default -> {
                // told when it is whole
            }
        }
    }

    private IncomingPart text(int index) {
        return texts.computeIfAbsent(index, unused -> new IncomingPart(feed, new Part.Text("")));
    }

    private IncomingPart refusal(int index) {
        return texts.computeIfAbsent(index, unused -> new IncomingPart(feed, new Part.Refusal("")));
    }

    private void tokens(ArrayNode tokens) {
        logprobs |= !tokens.isEmpty();
        feed.logprobs(tokens);
    }

    private void complete(int index, Fields part) {
        if (!complete.add(index)) {
            return;
        }
        String type = part.requiredText("type");
        if (type.equals("output_text")) {
            text(index).fillUp(part.requiredText("text"));
            text(index).fillUp(Annotations.read(part.any("annotations")));
            text(index).end();
        } else if (type.equals("refusal")) {
            refusal(index).fillUp(part.requiredText("refusal"));
            refusal(index).end();
        } else {
            feed.whole(new Part.Opaque(ResponsesDialect.NAME, type, part.json()));
        }
    }

    @Override
    public void done(Fields item) {
        List<Fields> contents = item.objects("content");
        for (int i = 0; i < contents.size(); i++) {
            complete(i, contents.get(i));
        }
        if (!logprobs) {
            contents.forEach(content -> tokens(ItemReader.tokens(content)));
        }
        end();
    }

    @Override
    public void end() {
        texts.values().forEach(IncomingPart::end);
    }
}
