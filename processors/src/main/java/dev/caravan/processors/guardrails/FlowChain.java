package dev.caravan.processors.guardrails;

import java.util.List;

/** Flows one behind the other: each sees what the one before it lets out. */
final class FlowChain implements TextFlow {

    private final List<TextFlow> flows;

    FlowChain(List<TextFlow> flows) {
        this.flows = List.copyOf(flows);
    }

    @Override
    public String grow(String more) {
        String text = more;
        for (TextFlow flow : flows) {
            if (text.isEmpty()) {
                return text;
            }
            text = flow.grow(text);
        }
        return text;
    }

    @Override
    public String end() {
        String text = "";
        for (TextFlow flow : flows) {
            String before = text.isEmpty() ? text : flow.grow(text);
            text = before + flow.end();
        }
        return text;
    }

    @Override
    public String whole(String given) {
        String text = given;
        for (TextFlow flow : flows) {
            text = flow.whole(text);
        }
        return text;
    }
}
