package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What echo says to a conversation.
 *
 * @param function the name of the function that it calls, or empty when it says something
 * @param tokens what it says, or the arguments of the call
 * @param cut whether the tokens are fewer than they would be without a limit
 */
record Reply(Optional<String> function, Tokens tokens, boolean cut) {

    private static final int LONGEST_ARGUMENT = 200;

    /** @throws GatewayError 400 when tools or the response format are malformed */
    static Reply to(Conversation conversation, RequestFields request) {
        Optional<FunctionTool> tool =
                FunctionTool.chosenBy(request).filter(chosen -> !conversation.endsWithToolResult());
        Tokens tokens = tool.map(called -> json(called.parameters(), conversation, "tools"))
                .orElseGet(() -> content(conversation, request));
        int most = request.integer("max_completion_tokens", 1, Integer.MAX_VALUE)
                .or(() -> request.integer("max_tokens", 1, Integer.MAX_VALUE))
                .orElse(Integer.MAX_VALUE);
        Tokens first = tokens.first(most);
        return new Reply(
                tool.map(FunctionTool::name),
                first,
                first.text().length() < tokens.text().length());
    }

    String finishReason() {
        return cut ? "length" : function.isPresent() ? "tool_calls" : "stop";
    }

    private static Tokens content(Conversation conversation, RequestFields request) {
        Optional<RequestFields> format = request.object("response_format");
        String type = format.map(given -> given.requiredText("type")).orElse("text");
        return switch (type) {
            case "text" -> Tokens.words("echo: " + conversation.lastUserText());
            case "json_object" -> json(Json.object().put("echo", conversation.lastUserText()));
            case "json_schema" ->
                json(
                        format.orElseThrow()
                                .requiredObject("json_schema")
                                .object("schema")
                                .map(RequestFields::object)
                                .orElseGet(Json::object),
                        conversation,
                        "response_format");
            default -> throw format.orElseThrow().wrongValue("type", type, "'text', 'json_object', and 'json_schema'");
        };
    }

    private static Tokens json(JsonNode schema, Conversation conversation, String param) {
        JsonNode whole = schema.isEmpty() ? Json.object().put("type", "object") : schema;
        return json(SchemaExample.of(whole, argument(conversation.lastUserText()), param));
    }

    private static Tokens json(JsonNode document) {
        return Tokens.json(new String(Json.bytes(document), StandardCharsets.UTF_8));
    }

    private static String argument(String text) {
        if (text.isBlank()) {
            return "echo";
        }
        boolean tooLong = text.codePointCount(0, text.length()) > LONGEST_ARGUMENT;
        return tooLong ? text.substring(0, text.offsetByCodePoints(0, LONGEST_ARGUMENT)) : text;
    }
}
