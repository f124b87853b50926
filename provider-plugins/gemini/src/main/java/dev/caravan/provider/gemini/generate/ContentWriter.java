package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ModelName;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the conversation of a request: {@code systemInstruction} and {@code contents}.
 *
 * <p>Gemini wants the calls of one turn in one content, and their results in the next one: neighbouring messages of the model,
 * and neighbouring tool results, become one content.
 */
final class ContentWriter {

    /** From this generation on a result of a function may hold pictures, and function calls must be signed. */
    private static final int GEMINI_3 = 3;

    /**
     * What stands for the signature of a call that this model did not make. Source: <a
     * href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures</a>, "FAQs".
     */
    private static final String FOREIGN_CALL = "skip_thought_signature_validator";

    private final ChatRequest request;
    private final Losses losses;
    private final PartWriter parts;
    private final boolean gemini3;
    private final ArrayNode system = Json.array();
    private final ArrayNode contents = Json.array();
    private @Nullable Role lastRole;

    ContentWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.parts = PartWriter.ofRequest(losses);
        this.gemini3 = ModelName.generation(request.model()) >= GEMINI_3;
    }

    void into(ObjectNode body) {
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            String path = "messages[" + i + "]";
            if (message.name() != null) {
                losses.add("messages.name");
            }
            switch (message.role()) {
                case SYSTEM, DEVELOPER -> instruct(message, path);
                case USER -> say("user", message, path);
                case TOOL -> say("user", message, path);
                case ASSISTANT -> say("model", message, path);
            }
        }
        if (contents.isEmpty() && !system.isEmpty()) {
            // A conversation cannot be empty: what there is becomes its first turn.
            losses.add("messages.role");
            contents.addObject().put("role", "user").set("parts", system.deepCopy());
            system.removeAll();
        }
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents);
    }

    private void instruct(Message message, String path) {
        if (!contents.isEmpty()) {
            losses.add("messages.role");
        }
        for (Part part : message.parts()) {
            if (!(part instanceof Part.Text) && !(part instanceof Part.Opaque)) {
                throw GatewayError.badRequest(
                                "unsupported_content", "Gemini's system instruction can hold nothing but text.")
                        .withParam(path + ".content");
            }
        }
        parts.write(message.parts(), system, path);
    }

    private void say(String role, Message message, String path) {
        ArrayNode written = Json.array();
        List<Part> beside = new ArrayList<>();
        List<Part> run = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                write(run, written, path);
                written.add(toolResult(result, beside, path));
            } else {
                run.add(part);
            }
        }
        write(run, written, path);
        write(beside, written, path);
        if (written.isEmpty()) {
            return;
        }
        boolean joins = lastRole == message.role() && message.role() != Role.USER;
        if (joins && contents.get(contents.size() - 1).get("parts") instanceof ArrayNode before) {
            before.addAll(written);
        } else {
            contents.addObject().put("role", role).set("parts", written);
        }
        lastRole = message.role();
        if (gemini3 && message.role() == Role.ASSISTANT) {
            signFirstCall();
        }
    }

    private void write(List<Part> run, ArrayNode written, String path) {
        for (Part part : run) {
            if (part instanceof Part.Text text && !text.citations().isEmpty()) {
                losses.add("messages.content.citations");
            }
        }
        parts.write(run, written, path);
        run.clear();
    }

    /** @param beside takes what the result cannot hold and has to stand behind it */
    private ObjectNode toolResult(Part.ToolResult result, List<Part> beside, String path) {
        String name = request.toolName(result);
        if (name == null) {
            throw GatewayError.badRequest(
                            "unknown_tool_call",
                            "Gemini goes by the names of tools, and no tool call before '%s' has the id '%s'.",
                            path,
                            result.callId())
                    .withParam(path);
        }
        if (result.cache() != null) {
            losses.add("cache_control");
        }
        StringBuilder text = new StringBuilder();
        List<Part> inside = new ArrayList<>();
        for (Part part : result.content()) {
            if (part instanceof Part.Text said) {
                text.append(text.isEmpty() ? "" : "\n").append(said.text());
                if (said.cache() != null) {
                    losses.add("cache_control");
                }
            } else {
                (gemini3 && isInline(part) ? inside : beside).add(part);
            }
        }
        ObjectNode json = Json.object();
        ObjectNode response = json.putObject("functionResponse");
        if (result.callId() != null) {
            response.put("id", result.callId());
        }
        response.put("name", name).set("response", new ToolOutput(text.toString(), result.error()).write());
        if (!inside.isEmpty()) {
            parts.write(inside, response.putArray("parts"), path);
        }
        return json;
    }

    private void signFirstCall() {
        for (var part : contents.get(contents.size() - 1).path("parts")) {
            if (part instanceof ObjectNode call && call.has("functionCall")) {
                if (!call.has("thoughtSignature")) {
                    call.put("thoughtSignature", FOREIGN_CALL);
                }
                return;
            }
        }
    }

    private static boolean isInline(Part part) {
        return part instanceof Part.Image image && image.source() instanceof MediaSource.Inline
                || part instanceof Part.Document document && document.source() instanceof MediaSource.Inline;
    }
}
