package dev.caravan.testkit.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers in a form in which two that mean the same are equal. What dialects write differently without meaning
 * anything by it is levelled: tool results as a role of their own or within a user's message, call ids, a schema's name,
 * neighbouring texts, how much thinking is asked for (by effort or by budget), and numbers' spelling.
 */
final class Canonical {

    private final Map<String, String> ids = new LinkedHashMap<>();
    private final List<String> openCalls = new ArrayList<>();
    private int calls;

    private Canonical() {}

    /** What a request means, by name. */
    static Map<String, Object> of(ChatRequest request) {
        Canonical canonical = new Canonical();
        Map<String, Object> meaning = new TreeMap<>();
        meaning.put("messages", canonical.messages(request));
        meaning.put("tools", request.tools().stream().map(Canonical::tool).toList());
        put(meaning, "toolChoice", request.toolChoice());
        if (Boolean.FALSE.equals(request.parallelToolCalls())) {
            meaning.put("parallelToolCalls", false);
        }
        meaning.put("sampling", sampling(request.sampling()));
        meaning.put("stop", request.stop());
        put(meaning, "format", format(request.format()));
        meaning.put("thinking", request.thinking() != null);
        put(meaning, "serviceTier", request.serviceTier());
        put(meaning, "user", request.user());
        meaning.put("metadata", request.metadata());
        meaning.put("stream", request.stream());
        return meaning;
    }

    /** What an answer means, by name. */
    static Map<String, Object> of(ChatAnswer answer) {
        Map<String, Object> meaning = new TreeMap<>();
        List<Object> choices = new ArrayList<>();
        for (Choice choice : answer.choices()) {
            Canonical canonical = new Canonical();
            Finish finish = choice.finish();
            choices.add(List.of(
                    choice.index(),
                    canonical.parts(choice.parts(), null),
                    finish == null ? "none" : finish.reason() + " " + finish.stopSequence(),
                    String.valueOf(choice.logprobs())));
        }
        meaning.put("choices", choices);
        put(meaning, "model", answer.model());
        meaning.put("usage", usage(answer.usage()));
        return meaning;
    }

    private List<Object> messages(ChatRequest request) {
        List<Role> roles = new ArrayList<>();
        List<List<Part>> contents = new ArrayList<>();
        for (Message message : request.messages()) {
            Role role =
                    switch (message.role()) {
                        case SYSTEM, DEVELOPER -> Role.SYSTEM;
                        case USER, TOOL -> Role.USER;
                        case ASSISTANT -> Role.ASSISTANT;
                    };
            int last = roles.size() - 1;
            if (last >= 0 && roles.get(last) == role) {
                contents.get(last).addAll(message.parts());
            } else {
                roles.add(role);
                contents.add(new ArrayList<>(message.parts()));
            }
        }
        List<Object> messages = new ArrayList<>();
        for (int i = 0; i < roles.size(); i++) {
            messages.add(List.of(roles.get(i), parts(contents.get(i), request)));
        }
        return messages;
    }

    private List<Object> parts(List<Part> parts, @Nullable ChatRequest request) {
        List<Object> meanings = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text plain
                    && plain.cache() == null
                    && plain.citations().isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(plain.text());
                continue;
            }
            flush(text, meanings);
            meanings.add(part(part, request));
        }
        flush(text, meanings);
        return meanings;
    }

    private static void flush(StringBuilder text, List<Object> meanings) {
        if (!text.isEmpty()) {
            meanings.add("text: " + text.toString().replaceAll("\n+", "\n"));
            text.setLength(0);
        }
    }

    private Object part(Part part, @Nullable ChatRequest request) {
        if (part instanceof Part.ToolCall call) {
            String name = "call#" + calls++;
            if (call.id() != null) {
                ids.put(call.id(), name);
            }
            openCalls.add(call.name() + " " + name);
            return List.of("call", name, call.name(), json(call.arguments()), String.valueOf(call.signature()));
        }
        if (part instanceof Part.ToolResult result) {
            String name = result.name() != null
                    ? result.name()
                    : request == null ? "" : String.valueOf(request.toolName(result));
            return List.of("result", callOf(result, name), parts(result.content(), request), result.error());
        }
        if (part instanceof Part.Image image) {
            String detail = "auto".equals(image.detail()) ? null : image.detail();
            return List.of("image", source(image.source()), String.valueOf(detail), String.valueOf(image.cache()));
        }
        if (part instanceof Part.Reasoning reasoning) {
            return List.of(
                    "reasoning",
                    reasoning.text(),
                    String.valueOf(reasoning.signature()),
                    String.valueOf(reasoning.encrypted()));
        }
        return part;
    }

    /** Dialects without ids match a result to the first open call of its name. */
    private String callOf(Part.ToolResult result, String toolName) {
        String known = result.callId() == null ? null : ids.get(result.callId());
        if (known != null) {
            openCalls.remove(toolName + " " + known);
            return known;
        }
        for (String open : openCalls) {
            if (open.startsWith(toolName + " ")) {
                openCalls.remove(open);
                return open.substring(toolName.length() + 1);
            }
        }
        return "no call";
    }

    /** A URL's media type is a guess by its name; the address is what counts. */
    private static Object source(MediaSource source) {
        return source instanceof MediaSource.Url url ? url.url() : source;
    }

    private static Object tool(Tool tool) {
        if (tool instanceof Tool.Function function) {
            JsonNode parameters = function.parameters();
            return List.of(
                    function.name(),
                    String.valueOf(function.description()),
                    parameters == null ? "{}" : json(Json.text(parameters)),
                    Boolean.TRUE.equals(function.strict()),
                    String.valueOf(function.cache()));
        }
        return tool;
    }

    private static @Nullable Object format(@Nullable OutputFormat format) {
        return format instanceof OutputFormat.JsonSchema schema ? json(Json.text(schema.schema())) : format;
    }

    private static List<String> sampling(Sampling sampling) {
        boolean one = Integer.valueOf(1).equals(sampling.choices());
        boolean without = Boolean.FALSE.equals(sampling.logprobs());
        return List.of(
                "temperature " + sampling.temperature(),
                "topP " + sampling.topP(),
                "topK " + sampling.topK(),
                "minP " + sampling.minP(),
                "seed " + sampling.seed(),
                "frequencyPenalty " + sampling.frequencyPenalty(),
                "presencePenalty " + sampling.presencePenalty(),
                "logitBias " + sampling.logitBias(),
                "logprobs " + (without ? null : sampling.logprobs()),
                "topLogprobs " + sampling.topLogprobs(),
                "choices " + (one ? null : sampling.choices()));
    }

    private static List<Long> usage(Usage usage) {
        return List.of(
                usage.input(),
                usage.output(),
                Math.max(0, usage.cacheRead()),
                Math.max(0, usage.cacheWrite()),
                Math.max(0, usage.reasoning()),
                Math.max(0, usage.audioInput()),
                Math.max(0, usage.audioOutput()));
    }

    /** JSON with its fields in order, so that only the meaning counts. */
    private static String json(String text) {
        JsonNode parsed = Json.parse(text);
        return parsed == null ? "malformed: " + text : sorted(parsed);
    }

    private static String sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, String> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields.toString();
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(sorted(item)));
            return items.toString();
        }
        return node.isNumber() ? node.decimalValue().stripTrailingZeros().toPlainString() : Objects.toString(node);
    }

    private static void put(Map<String, Object> meaning, String name, @Nullable Object value) {
        if (value != null) {
            meaning.put(name, value);
        }
    }
}
