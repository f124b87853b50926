package dev.caravan.testkit.grammar;

import static dev.caravan.testkit.grammar.ResponsesEvent.array;
import static dev.caravan.testkit.grammar.ResponsesEvent.index;
import static dev.caravan.testkit.grammar.ResponsesEvent.require;
import static dev.caravan.testkit.grammar.ResponsesEvent.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of one item of a streamed answer of OpenAI's Responses API. */
final class ResponsesItem {

    private final String type;
    final String id;
    final @Nullable String callId;
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Piece> thoughts = new ArrayList<>();

    @Nullable
    ObjectNode done;

    ResponsesItem(JsonNode item) {
        type = text(item, "type");
        id = text(item, "id");
        require(!id.isEmpty(), "an item has no id");
        boolean call = type.equals("function_call");
        callId = call ? text(item, "call_id") : null;
        if (call) {
            require(!text(item, "name").isEmpty() && !"".equals(callId), "a call has no name or no id");
            require(text(item, "arguments").isEmpty(), "a call begins without arguments");
            pieces.add(new Piece("arguments"));
        } else if (type.equals("message")) {
            require(text(item, "role").equals("assistant"), "a message is not the assistant's");
            require(array(item, "content").isEmpty(), "a message begins without content");
        } else if (type.equals("reasoning")) {
            require(array(item, "summary").isEmpty(), "reasoning begins without a summary");
        }
        if (call || type.equals("message")) {
            require(text(item, "status").equals("in_progress"), "an item begins in progress");
        }
    }

    void event(String name, JsonNode event) {
        switch (name) {
            case "response.content_part.added" -> begin(event);
            case "response.output_text.delta" -> {
                array(event, "logprobs");
                piece(event, "output_text").grow(text(event, "delta"));
            }
            case "response.refusal.delta" -> piece(event, "refusal").grow(text(event, "delta"));
            case "response.reasoning_text.delta" -> thought(event).grow(text(event, "delta"));
            case "response.output_text.annotation.added" ->
                piece(event, "output_text").annotate(index(event, "annotation_index"), event.path("annotation"));
            case "response.output_text.done" -> {
                array(event, "logprobs");
                piece(event, "output_text").tell(text(event, "text"));
            }
            case "response.refusal.done" -> piece(event, "refusal").tell(text(event, "refusal"));
            case "response.reasoning_text.done" -> thought(event).tell(text(event, "text"));
            case "response.content_part.done" -> content(event).end(event.path("part"));
            case "response.function_call_arguments.delta" -> arguments().grow(text(event, "delta"));
            case "response.function_call_arguments.done" -> arguments().tell(text(event, "arguments"));
            case "response.reasoning_summary_part.added" -> beginSummary(event);
            case "response.reasoning_summary_text.delta" -> summary(event).grow(text(event, "delta"));
            case "response.reasoning_summary_text.done" -> summary(event).tell(text(event, "text"));
            case "response.reasoning_summary_part.done" -> summary(event).end(event.path("part"));
            default -> require(name.startsWith("response." + type), name + " is no event of an item " + type);
        }
    }

    private void begin(JsonNode event) {
        JsonNode part = event.path("part");
        String kind = text(part, "type");
        boolean reasoning = kind.equals("reasoning_text");
        require(type.equals(reasoning ? "reasoning" : "message"), kind + " in an item " + type);
        List<Piece> contents = reasoning ? thoughts : pieces;
        require(index(event, "content_index") == contents.size(), "a part is added at the wrong index");
        require(text(part, kind.equals("refusal") ? "refusal" : "text").isEmpty(), "a part begins empty");
        if (kind.equals("output_text")) {
            require(array(part, "annotations").isEmpty(), "a text begins without annotations");
        }
        contents.add(new Piece(kind));
    }

    private void beginSummary(JsonNode event) {
        require(type.equals("reasoning"), "a summary in an item " + type);
        require(index(event, "summary_index") == pieces.size(), "a summary is added at the wrong index");
        require(pieces.stream().allMatch(piece -> piece.ended), "a summary begins before the last one ended");
        pieces.add(new Piece("summary_text"));
    }

    private Piece content(JsonNode event) {
        return at(type.equals("reasoning") ? thoughts : pieces, index(event, "content_index"));
    }

    private Piece piece(JsonNode event, String kind) {
        Piece piece = content(event);
        require(piece.kind.equals(kind), kind + " in a part " + piece.kind);
        return piece;
    }

    private Piece thought(JsonNode event) {
        return piece(event, "reasoning_text");
    }

    private Piece summary(JsonNode event) {
        require(type.equals("reasoning"), "a summary in an item " + type);
        return at(pieces, index(event, "summary_index"));
    }

    private Piece arguments() {
        require(type.equals("function_call"), "arguments in an item " + type);
        return pieces.get(0);
    }

    private static Piece at(List<Piece> pieces, int index) {
        require(index >= 0 && index < pieces.size(), "a part that was not added: " + index);
        require(!pieces.get(index).ended, "a part that has ended: " + index);
        return pieces.get(index);
    }

    void finish(JsonNode item) {
        require(item instanceof ObjectNode, "no item");
        require(text(item, "type").equals(type), "an item changes its type");
        require(text(item, "id").equals(id), "an item changes its id");
        switch (type) {
            case "function_call" -> {
                require(text(item, "call_id").equals(callId), "a call changes its id");
                require(arguments().told, "a call is done before its arguments");
                require(text(item, "arguments").contentEquals(arguments().text), "other arguments than told");
                ended(item);
            }
            case "message" -> {
                same(array(item, "content"), pieces);
                ended(item);
            }
            case "reasoning" -> {
                same(array(item, "summary"), pieces);
                if (!thoughts.isEmpty()) {
                    same(array(item, "content"), thoughts);
                }
            }
            default -> {
                // an item of the provider's own tools
            }
        }
        done = (ObjectNode) item;
    }

    private static void ended(JsonNode item) {
        require(Set.of("completed", "incomplete").contains(text(item, "status")), "an item is done in progress");
    }

    private static void same(ArrayNode parts, List<Piece> pieces) {
        require(parts.size() == pieces.size(), "an item has other parts than were told: " + parts);
        for (int i = 0; i < pieces.size(); i++) {
            require(pieces.get(i).ended, "an item is done before its part " + i);
            pieces.get(i).compare(parts.get(i));
        }
    }

    /** The state of a text, a refusal, a part of a summary or the arguments of a call. */
    private static final class Piece {

        private final String kind;
        private final StringBuilder text = new StringBuilder();
        private final ArrayNode annotations = Json.array();
        private boolean told;
        private boolean ended;

        Piece(String kind) {
            this.kind = kind;
        }

        void grow(String delta) {
            require(!told, "a part grows after its whole was told");
            text.append(delta);
        }

        void annotate(int index, JsonNode annotation) {
            require(!told, "an annotation after the whole text was told");
            require(index == annotations.size(), "an annotation at the wrong index");
            if (text(annotation, "type").equals("url_citation")) {
                text(annotation, "url");
                text(annotation, "title");
                require(
                        index(annotation, "start_index") <= index(annotation, "end_index"),
                        "a citation ends too early");
            }
            annotations.add(annotation);
        }

        void tell(String whole) {
            require(!told, "a part is told twice");
            require(whole.contentEquals(text), "the whole is not the sum of its pieces: " + whole + ", " + text);
            told = true;
        }

        void end(JsonNode part) {
            require(told, "a part ends before its whole was told");
            compare(part);
            ended = true;
        }

        void compare(JsonNode part) {
            require(text(part, "type").equals(kind), "a part changes its type to " + part);
            String whole = text(part, kind.equals("refusal") ? "refusal" : "text");
            require(whole.contentEquals(text), "a part has another text than told: " + part);
            if (kind.equals("output_text")) {
                require(array(part, "annotations").equals(annotations), "a text has other annotations than told");
            }
        }
    }
}
