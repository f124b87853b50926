package dev.caravan.processors.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.endpoints.PromptTemplate;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint adds to what its caller says: the system prompt, what was said before in the session, the template and what is
 * put into it. A field of the input that the template takes, or an input that it takes twice, is not foreseen.
 */
final class PromptTokens {

    private PromptTokens() {}

    /** @param exact counts the tokens of a text that is short enough */
    static long of(@Nullable EndpointCall call, ToIntFunction<String> exact) throws IOException {
        if (call == null) {
            return 0;
        }
        try (JsonParser parser = added(call).traverse()) {
            return RequestTokens.read(parser).input(exact);
        }
    }

    /** In the shape of a request. */
    private static ObjectNode added(EndpointCall call) {
        ObjectNode added = Json.object();
        ArrayNode messages = added.putArray("messages");
        Endpoint.Prompt prompt = call.endpoint().prompt();
        if (prompt.system() != null) {
            messages.addObject().put("content", prompt.system());
        }
        SessionUse session = call.session();
        if (session != null) {
            messages.addAll(session.history());
        }
        PromptTemplate template = prompt.template();
        if (template != null) {
            ArrayNode texts = added.putArray("template").add(template.literal());
            for (String name : template.names()) {
                JsonNode value = call.variables().path(name);
                texts.add(value.isTextual() ? value.textValue() : value.isMissingNode() ? "" : Json.text(value));
            }
        }
        return added;
    }
}
