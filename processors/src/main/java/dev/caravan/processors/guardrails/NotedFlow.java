package dev.caravan.processors.guardrails;

import java.util.List;

/** Notes what comes by, for those who want to judge all of it. */
final class NotedFlow implements TextFlow {

    private final List<CharSequence> notes;
    private final StringBuilder text = new StringBuilder();

    /** @param notes takes the text when there is some */
    NotedFlow(List<CharSequence> notes) {
        this.notes = notes;
    }

    @Override
    public String grow(String more) {
        if (text.length() == 0 && !more.isEmpty()) {
            notes.add(text);
        }
        text.append(more);
        return more;
    }

    @Override
    public String end() {
        return "";
    }

    @Override
    public String whole(String given) {
        if (!given.isEmpty()) {
            notes.add(given);
        }
        return given;
    }
}
