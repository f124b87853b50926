package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.endpoints.PromptTemplate;
import dev.caravan.processors.endpoints.PromptVariables;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider gets of a call of an endpoint beside the body: what was said before in its session, and what the template puts
 * in for its variables, be they given by name or fields of an input that is JSON, without its escapes. They are read together
 * with the body, so that one text has one placeholder in all of them.
 */
final class PromptParts {

    private static final String MESSAGES = "messages";

    private final EndpointCall endpoint;
    private final ArrayNode history;
    private final Set<String> names;
    private final List<String> found = new ArrayList<>();
    private final ArrayNode values = Json.array();

    private PromptParts(EndpointCall endpoint) {
        this.endpoint = endpoint;
        SessionUse session = endpoint.session();
        this.history = session == null ? Json.array() : session.history();
        this.names = names(endpoint);
    }

    /** All that are given, and all that the template wants; the input is in the body. */
    private static Set<String> names(EndpointCall endpoint) {
        Set<String> names = new LinkedHashSet<>();
        endpoint.variables().fieldNames().forEachRemaining(names::add);
        PromptTemplate template = endpoint.endpoint().prompt().template();
        if (template != null) {
            names.addAll(template.names());
        }
        names.remove(PromptTemplate.INPUT);
        return names;
    }

    /** Those of a call; null where it has none. */
    static @Nullable PromptParts of(Call call) {
        EndpointCall endpoint = call.endpoint();
        PromptParts parts = endpoint == null ? null : new PromptParts(endpoint);
        return parts == null || (parts.history.isEmpty() && parts.names.isEmpty()) ? null : parts;
    }

    /** A body that has them as well, to be read only: the history comes first, the variables belong to the last message. */
    ObjectNode with(ObjectNode body) {
        PromptVariables variables = PromptVariables.of(endpoint, body);
        for (String name : names) {
            String value = variables.value(name);
            if (value != null) {
                found.add(name);
                values.add(value);
            }
        }
        ArrayNode messages = Json.array().addAll(history);
        JsonNode said = body.path(MESSAGES);
        ArrayNode last = Json.array();
        for (int i = 0; i < said.size(); i++) {
            (i < said.size() - 1 ? messages : last).add(said.get(i));
        }
        messages.add(last.add(values));
        ObjectNode all = Json.object().setAll(body);
        return all.set(MESSAGES, messages);
    }

    /** Takes them out of a changed copy of such a body, which then is one for providers; the call has them from now on. */
    void take(ObjectNode changed, Call call) {
        ArrayNode before = Json.array();
        ArrayNode messages = Json.array();
        JsonNode all = changed.path(MESSAGES);
        for (int i = 0; i < all.size() - 1; i++) {
            (i < history.size() ? before : messages).add(all.get(i));
        }
        JsonNode last = all.path(all.size() - 1);
        for (int i = 0; i < last.size() - 1; i++) {
            messages.add(last.get(i));
        }
        changed.set(MESSAGES, messages);
        SessionUse session = endpoint.session();
        EndpointCall guarded = endpoint.withVariables(variables(last.path(last.size() - 1)));
        call.calls(session == null ? guarded : guarded.with(session.withHistory(before)));
    }

    /** What nobody changed stays what it is: a number, for one. */
    private ObjectNode variables(JsonNode after) {
        ObjectNode variables = Json.object().setAll(endpoint.variables());
        for (int i = 0; i < found.size(); i++) {
            if (!after.path(i).equals(values.get(i))) {
                variables.set(found.get(i), after.path(i));
            }
        }
        return variables;
    }
}
