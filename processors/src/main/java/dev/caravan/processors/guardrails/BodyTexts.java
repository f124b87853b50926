package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of one body, read in one go, and put into a copy of it when something in them changes. */
final class BodyTexts {

    private record Text(String text, TextKind kind, boolean startsMessage) {}

    private BodyTexts() {}

    /**
     * Shows an inspection the texts of a body.
     *
     * @param body stays as it is
     * @return a changed copy; null when nothing changes
     */
    static @Nullable ObjectNode inspect(TextShape shape, ObjectNode body, Inspection inspection) {
        List<Text> texts = read(shape, body);
        inspection.expects(() -> texts.stream().map(Text::text).toList());
        List<String> after = new ArrayList<>(texts.size());
        boolean changed = false;
        for (Text text : texts) {
            if (text.startsMessage) {
                inspection.message();
            }
            String result = inspection.whole(text.text, text.kind);
            changed |= !result.equals(text.text);
            after.add(result);
        }
        return changed ? written(shape, body, after, inspection.tally().redacted()) : null;
    }

    private static List<Text> read(TextShape shape, ObjectNode body) {
        List<Text> texts = new ArrayList<>();
        shape.walk(body, new TextVisitor() {

            private boolean startsMessage;

            @Override
            public String visit(String text, TextKind kind) {
                texts.add(new Text(text, kind, startsMessage));
                startsMessage = false;
                return text;
            }

            @Override
            public void message() {
                startsMessage = true;
            }
        });
        return texts;
    }

    private static ObjectNode written(TextShape shape, ObjectNode body, List<String> texts, boolean redacted) {
        ObjectNode copy = body.deepCopy();
        shape.walk(copy, new TextVisitor() {

            private int next;

            @Override
            public String visit(String text, TextKind kind) {
                return texts.get(next++);
            }

            @Override
            public boolean dropsSpelled() {
                return redacted;
            }
        });
        return copy;
    }
}
