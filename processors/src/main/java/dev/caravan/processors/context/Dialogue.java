package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Where a dialect keeps its conversation, and how it tells who speaks. */
enum Dialogue {
    /** OpenAI's chat, and Ollama's and Cohere's, which took it over. */
    CHAT("messages") {
        @Override
        Speaker speaker(JsonNode message) {
            return switch (message.path("role").asText()) {
                case "system", "developer" -> Speaker.SYSTEM;
                case "tool", "function" -> Speaker.RESULT;
                case "assistant" -> calls(message) ? Speaker.CALL : Speaker.MODEL;
                default -> Speaker.USER;
            };
        }

        private boolean calls(JsonNode message) {
            return !message.path("tool_calls").isEmpty()
                    || message.path("function_call").isObject();
        }
    },

    /** Anthropic's messages. */
    MESSAGES("messages") {
        @Override
        Speaker speaker(JsonNode message) {
            JsonNode content = message.path("content");
            if (message.path("role").asText().equals("assistant")) {
                return hasBlock(content, "tool_use") ? Speaker.CALL : Speaker.MODEL;
            }
            return hasBlock(content, "tool_result") ? Speaker.RESULT : Speaker.USER;
        }

        private boolean hasBlock(JsonNode content, String type) {
            for (JsonNode block : content) {
                if (block.path("type").asText().equals(type)) {
                    return true;
                }
            }
            return false;
        }
    },

    /** OpenAI's responses: calls, results and thoughts are items of their own. */
    RESPONSES("input") {
        @Override
        Speaker speaker(JsonNode item) {
            String type = item.path("type").asText("message");
            if (type.endsWith("_output")) {
                return Speaker.RESULT;
            }
            if (type.endsWith("_call") || type.equals("reasoning")) {
                return Speaker.CALL;
            }
            return switch (item.path("role").asText()) {
                case "system", "developer" -> Speaker.SYSTEM;
                case "user" -> Speaker.USER;
                default -> Speaker.MODEL;
            };
        }
    },

    /** Gemini's contents. */
    GEMINI("contents") {
        @Override
        Speaker speaker(JsonNode content) {
            JsonNode parts = content.path("parts");
            if (content.path("role").asText().equals("model")) {
                return parts.findValue("functionCall") == null ? Speaker.MODEL : Speaker.CALL;
            }
            return parts.findValue("functionResponse") == null ? Speaker.USER : Speaker.RESULT;
        }

        @Override
        ObjectNode userMessage(String text) {
            ObjectNode message = Json.object().put("role", "user");
            message.putArray("parts").addObject().put("text", text);
            return message;
        }
    };

    /** Who says something in a conversation. */
    enum Speaker {
        /** The operator: what it says is never left out. */
        SYSTEM,
        USER,
        /** The model, to the user. */
        MODEL,
        /** The model, to a tool: belongs to the results behind it. */
        CALL,
        /** A tool. */
        RESULT
    }

    private final String field;

    Dialogue(String field) {
        this.field = field;
    }

    /** The dialogue of an operation; null where there is none that could be made shorter. */
    static @Nullable Dialogue of(@Nullable Operation operation) {
        if (operation == null) {
            return null;
        }
        return switch (operation) {
            case CHAT_COMPLETIONS, OLLAMA_CHAT, COHERE_CHAT -> CHAT;
            case MESSAGES -> MESSAGES;
            case RESPONSES -> RESPONSES;
            case GENERATE_CONTENT -> GEMINI;
            default -> null;
        };
    }

    /** The name of the field that holds the conversation. */
    String field() {
        return field;
    }

    /** The conversation; empty where it is no list. */
    ArrayNode messages(ObjectNode body) {
        return body.get(field) instanceof ArrayNode messages ? messages : Json.array();
    }

    abstract Speaker speaker(JsonNode message);

    /** Something that the user is to have said. */
    ObjectNode userMessage(String text) {
        return Json.object().put("role", "user").put("content", text);
    }
}
