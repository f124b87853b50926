package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.context.Dialogue.Speaker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A request's conversation, in the parts that may be left out: before the user's last message whole exchanges, from one user's
 * message up to the next; behind it rounds of calls with their results, but for the last one. What is left begins with a user's
 * message as before, and no call is parted from its results.
 */
final class Conversation {

    private final ObjectNode body;
    private final Dialogue dialogue;
    private final ArrayNode messages;
    private final long tokens;
    private final List<Part> parts = new ArrayList<>();

    /** Messages that stand or fall together. */
    private static final class Part {

        private final BitSet messages = new BitSet();
        private long tokens;
    }

    Conversation(ObjectNode body, Dialogue dialogue) {
        this.body = body;
        this.dialogue = dialogue;
        this.messages = dialogue.messages(body);
        this.tokens = RoughTokens.of(body);
        divide();
    }

    /** The tokens of the whole request, about. */
    long tokens() {
        return tokens;
    }

    /** What is to be left out to come down to a limit, or as near as possible. */
    Cut cut(long limit, ContextStrategy strategy) {
        BitSet dropped = new BitSet();
        long left = tokens;
        for (Part part : inOrder(strategy)) {
            if (left <= limit) {
                break;
            }
            dropped.or(part.messages);
            left -= part.tokens;
        }
        return new Cut(body, dialogue, dropped, left);
    }

    private List<Part> inOrder(ContextStrategy strategy) {
        if (strategy != ContextStrategy.MIDDLE_OUT) {
            return parts;
        }
        double middle = (parts.size() - 1) / 2.0;
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            places.add(i);
        }
        places.sort(Comparator.comparingDouble(place -> Math.abs(place - middle)));
        return places.stream().map(parts::get).toList();
    }

    private void divide() {
        List<Speaker> speakers = new ArrayList<>(messages.size());
        messages.forEach(message -> speakers.add(dialogue.speaker(message)));
        int lastUser = speakers.lastIndexOf(Speaker.USER);
        Part part = null;
        for (int i = 0; i < lastUser; i++) {
            if (speakers.get(i) == Speaker.SYSTEM) {
                continue;
            }
            if (part == null || speakers.get(i) == Speaker.USER) {
                part = begin();
            }
            add(i, part);
        }
        List<Part> rounds = new ArrayList<>();
        Speaker before = Speaker.USER;
        for (int i = lastUser + 1; i < messages.size(); i++) {
            Speaker speaker = speakers.get(i);
            if (speaker == Speaker.SYSTEM) {
                continue;
            }
            if (rounds.isEmpty() || (speaker != Speaker.RESULT && before != Speaker.CALL)) {
                rounds.add(new Part());
            }
            add(i, rounds.get(rounds.size() - 1));
            before = speaker;
        }
        parts.addAll(rounds.isEmpty() ? Collections.emptyList() : rounds.subList(0, rounds.size() - 1));
    }

    private Part begin() {
        Part part = new Part();
        parts.add(part);
        return part;
    }

    private void add(int message, Part part) {
        JsonNode json = messages.get(message);
        part.messages.set(message);
        part.tokens += RoughTokens.of(json);
    }
}
