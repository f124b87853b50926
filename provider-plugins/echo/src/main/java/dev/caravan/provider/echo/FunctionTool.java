package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.Optional;

/**
 * A function that the model may call.
 *
 * @param name the function's name
 * @param parameters the JSON Schema of its arguments
 */
record FunctionTool(String name, JsonNode parameters) {

    /**
     * The function that a chat request wants called, if any: the one that {@code tool_choice} names, or the first.
     *
     * @throws GatewayError 400 when {@code tools} or {@code tool_choice} is malformed or they do not match
     */
    static Optional<FunctionTool> chosenBy(RequestFields request) {
        List<FunctionTool> offered = request.objects("tools").stream()
                .filter(tool -> tool.requiredText("type").equals("function"))
                .map(tool -> tool.requiredObject("function"))
                .map(function -> new FunctionTool(
                        function.requiredText("name"),
                        function.object("parameters").map(RequestFields::object).orElseGet(Json::object)))
                .toList();
        Optional<JsonNode> choice = request.any("tool_choice");
        if (choice.isEmpty()) {
            return offered.stream().findFirst();
        }
        if (offered.isEmpty() && request.objects("tools").isEmpty()) {
            throw request.error(
                    "invalid_value", "tool_choice", "'tool_choice' is only allowed when 'tools' are specified.");
        }
        return choice.get().isObject() ? chosen(request, offered) : chosenByWord(request, offered);
    }

    private static Optional<FunctionTool> chosenByWord(RequestFields request, List<FunctionTool> offered) {
        String word = request.requiredText("tool_choice");
        return switch (word) {
            case "none" -> Optional.empty();
            case "auto", "required" -> offered.stream().findFirst();
            default -> throw request.wrongValue("tool_choice", word, "'none', 'auto', and 'required'");
        };
    }

    private static Optional<FunctionTool> chosen(RequestFields request, List<FunctionTool> offered) {
        RequestFields choice = request.requiredObject("tool_choice");
        String type = choice.requiredText("type");
        return switch (type) {
            case "function" ->
                Optional.of(named(choice.requiredObject("function").requiredText("name"), offered, request));
            case "allowed_tools" ->
                choice.requiredObject("allowed_tools").objects("tools").stream()
                        .filter(tool -> tool.requiredText("type").equals("function"))
                        .findFirst()
                        .map(tool -> named(tool.requiredObject("function").requiredText("name"), offered, request));
            case "custom" -> Optional.empty();
            default -> throw choice.wrongValue("type", type, "'function', 'allowed_tools', and 'custom'");
        };
    }

    private static FunctionTool named(String name, List<FunctionTool> offered, RequestFields request) {
        return offered.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> request.error(
                        "invalid_value", "tool_choice", "Tool choice '%s' not found in 'tools' parameter.", name));
    }
}
