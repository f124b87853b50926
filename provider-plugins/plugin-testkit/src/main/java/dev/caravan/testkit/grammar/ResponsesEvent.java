package dev.caravan.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** Reads the fields that an event has to have. */
final class ResponsesEvent {

    private ResponsesEvent() {}

    static void require(boolean met, String fault) {
        if (!met) {
            throw new AssertionError(fault);
        }
    }

    static String text(JsonNode node, String field) {
        require(node.path(field).isTextual(), field + " is no string in " + node);
        return node.get(field).textValue();
    }

    static int index(JsonNode node, String field) {
        require(node.path(field).isInt(), field + " is no integer in " + node);
        return node.get(field).intValue();
    }

    static ArrayNode array(JsonNode node, String field) {
        if (node.get(field) instanceof ArrayNode array) {
            return array;
        }
        throw new AssertionError(field + " is no array in " + node);
    }
}
