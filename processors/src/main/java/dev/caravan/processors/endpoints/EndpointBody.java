package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client writes to call an endpoint: in the projects' own shape {@code message} or {@code messages}, in OpenAI's a chat;
 * in both {@code session_id}, {@code session} and {@code variables}.
 */
final class EndpointBody {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** What is the gateway's own, and not for a provider. */
    private static final Set<String> OWN =
            Set.of("endpoint", "message", "model", "session", "session_id", "stream", "stream_options", "variables");

    private final ObjectNode body;
    private final Fields fields;
    private final boolean inOpenAiShape;

    /** @param body the client's body; stays as it is */
    EndpointBody(ObjectNode body, boolean inOpenAiShape) {
        this.body = body;
        this.fields = Fields.of(body);
        this.inOpenAiShape = inOpenAiShape;
    }

    /**
     * The endpoint that the body names.
     *
     * @throws GatewayError 400 that names the field when it names none
     */
    String slug() {
        String named = fields.text("endpoint");
        if (named == null && inOpenAiShape) {
            named = fields.text("model");
        }
        if (named == null) {
            throw missing(inOpenAiShape ? "model" : "endpoint");
        }
        return named;
    }

    boolean wantsStream() {
        return fields.isTrue("stream");
    }

    /** OpenAI's {@code stream_options}; empty when there are none. */
    ObjectNode streamOptions() {
        return fields.any("stream_options") instanceof ObjectNode options ? options : Json.object();
    }

    /** The session to go on with, in lower case, or null. */
    @Nullable
    String sessionId() {
        String written = fields.text("session_id");
        if (written == null) {
            return null;
        }
        String id = written.toLowerCase(Locale.ROOT);
        if (!UUID.matcher(id).matches()) {
            throw GatewayError.badRequest("invalid_value", "Invalid value for 'session_id': expected a UUID.")
                    .withParam("session_id");
        }
        return id;
    }

    /** Whether the client wants a session to begin. */
    boolean wantsSession() {
        return fields.isTrue("session");
    }

    /** What is there for a template's variables. */
    ObjectNode variables() {
        Fields variables = fields.object("variables");
        return variables == null ? Json.object() : variables.json();
    }

    /**
     * The chat that is asked of the provider, but for the prompt: {@code messages}, and in OpenAI's shape whatever else the
     * client wants of the model.
     *
     * @param stream whether the provider is to stream
     */
    ObjectNode chat(Endpoint endpoint, boolean stream) {
        ObjectNode chat = Json.object().put("model", endpoint.model().name());
        chat.set("messages", messages());
        if (inOpenAiShape) {
            body.properties().forEach(field -> {
                if (!OWN.contains(field.getKey())) {
                    chat.set(field.getKey(), field.getValue());
                }
            });
        } else {
            carry("user", chat);
            carry("safety_identifier", chat);
        }
        if (stream) {
            chat.put("stream", true);
            carry("stream_options", chat);
        }
        set(endpoint.settings(), chat);
        return chat;
    }

    private void carry(String field, ObjectNode chat) {
        JsonNode value = fields.any(field);
        if (value != null) {
            chat.set(field, value);
        }
    }

    private static void set(Endpoint.Settings settings, ObjectNode chat) {
        if (settings.temperature() != null) {
            chat.put("temperature", settings.temperature());
        }
        if (settings.topP() != null) {
            chat.put("top_p", settings.topP());
        }
        if (settings.maxTokens() != null) {
            chat.remove("max_completion_tokens");
            chat.put("max_tokens", settings.maxTokens());
        }
    }

    private ArrayNode messages() {
        String message = inOpenAiShape ? null : fields.text("message");
        JsonNode messages = fields.any("messages");
        if (message != null && messages != null) {
            throw GatewayError.badRequest(
                            "conflicting_parameters", "'message' and 'messages' are both given: write one of them.")
                    .withParam("message");
        }
        if (messages instanceof ArrayNode given) {
            return given;
        }
        if (inOpenAiShape) {
            throw missing("messages");
        }
        if (message == null) {
            throw GatewayError.badRequest(
                            "missing_required_parameter", "Missing required parameter: 'message' or 'messages'.")
                    .withParam("message");
        }
        if (message.isEmpty()) {
            throw GatewayError.badRequest("empty_string", "Invalid 'message': empty string.")
                    .withParam("message");
        }
        ArrayNode one = Json.array();
        one.addObject().put("role", "user").put("content", message);
        return one;
    }

    private static GatewayError missing(String field) {
        return GatewayError.badRequest("missing_required_parameter", "Missing required parameter: '%s'.", field)
                .withParam(field);
    }
}
