package dev.caravan.processors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.processors.endpoints.PromptTemplate;
import dev.caravan.processors.endpoints.TextSchema;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints as tools: of the key's own project, those that are marked so and that the key may call. A tool's arguments are the
 * endpoint's input where its schema is one of objects, else {@code input}, and the variables of its template.
 */
public final class EndpointTools {

    private static final String INPUT = PromptTemplate.INPUT;

    private final Projects projects;

    public EndpointTools(Projects projects) {
        this.projects = projects;
    }

    /** The project of the caller's key; null when it has none. */
    @Nullable
    Project project(Principal caller) {
        boolean mayChat = caller.role() == Role.ADMIN || caller.scopes().contains(Scope.CHAT);
        return mayChat ? projects.of(caller) : null;
    }

    /** The tools that the caller may call, in the order of the configuration. */
    List<Endpoint> of(Principal caller) {
        Project project = project(caller);
        return project == null
                ? List.of()
                : project.endpoints().values().stream()
                        .filter(endpoint -> isOpenTo(endpoint, caller))
                        .toList();
    }

    /** The tool of that name; null when the caller may call none. */
    @Nullable
    Endpoint find(Principal caller, String name) {
        Project project = project(caller);
        Endpoint endpoint = project == null ? null : project.endpoints().get(name);
        return endpoint != null && isOpenTo(endpoint, caller) ? endpoint : null;
    }

    private static boolean isOpenTo(Endpoint endpoint, Principal caller) {
        return endpoint.tool() != null && endpoint.active() && caller.mayUseEndpoint(endpoint.slug());
    }

    /** The JSON Schema of a tool's arguments. */
    static ObjectNode schema(Endpoint endpoint) {
        JsonNode input = input(endpoint);
        if (isOfObjects(input)) {
            return ((ObjectNode) input).deepCopy();
        }
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required").add(INPUT);
        properties.set(INPUT, input.isMissingNode() ? Json.object().put("type", "string") : input);
        for (String variable : variables(endpoint)) {
            properties.putObject(variable).put("type", "string");
            required.add(variable);
        }
        return schema;
    }

    /** What a client of the endpoint's own path would send with these arguments. */
    static ObjectNode body(Endpoint endpoint, ObjectNode arguments) {
        if (isOfObjects(input(endpoint))) {
            ObjectNode body = Json.object().put("message", Json.text(arguments));
            body.set("variables", arguments);
            return body;
        }
        ObjectNode body = Json.object();
        JsonNode said = arguments.path(INPUT);
        if (!said.isMissingNode()) {
            body.put("message", said.isTextual() ? said.textValue() : Json.text(said));
        }
        ObjectNode variables = body.putObject("variables");
        arguments.properties().forEach(field -> {
            if (!field.getKey().equals(INPUT)) {
                variables.set(field.getKey(), field.getValue());
            }
        });
        return body;
    }

    private static JsonNode input(Endpoint endpoint) {
        TextSchema schema = endpoint.schemas().input();
        return schema == null ? Json.object().path(INPUT) : schema.json();
    }

    private static boolean isOfObjects(JsonNode schema) {
        return schema.isObject()
                && (schema.path("type").asText().equals("object") || (!schema.has("type") && schema.has("properties")));
    }

    private static Iterable<String> variables(Endpoint endpoint) {
        PromptTemplate template = endpoint.prompt().template();
        TreeSet<String> names = new TreeSet<>(template == null ? List.of() : template.names());
        names.remove(INPUT);
        return names;
    }
}
