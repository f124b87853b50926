package dev.caravan.processors.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of itself, in the words of version 0.3 ({@code url}, {@code additionalInterfaces}), of 1.0 ({@code
 * supportedInterfaces}), or of both. Immutable.
 *
 * @param json the whole card; not to be changed
 */
public record AgentCard(ObjectNode json) {

    private static final String JSON_RPC = "JSONRPC";
    private static final String SCHEME = "caravan";

    /** The interfaces of a version, and what says how one is spoken to. */
    private record Interfaces(String field, String binding) {}

    private static final Interfaces FORMER = new Interfaces("additionalInterfaces", "transport");
    private static final Interfaces CURRENT = new Interfaces("supportedInterfaces", "protocolBinding");

    /** Where the agent is asked by JSON-RPC; null where it is not. */
    public @Nullable String endpoint() {
        String current = listed(CURRENT);
        if (current != null) {
            return current;
        }
        if (isJsonRpc(json, "preferredTransport") && json.path("url").isTextual()) {
            return json.path("url").textValue();
        }
        return listed(FORMER);
    }

    /** Whether it is only asked in the words of 1.0. */
    public boolean isCurrentOnly() {
        for (JsonNode each : json.path(CURRENT.field)) {
            if (isJsonRpc(each, CURRENT.binding)
                    && each.path("protocolVersion").asText("").startsWith("0.")) {
                return false;
            }
        }
        return json.has(CURRENT.field) && !json.has("url");
    }

    private @Nullable String listed(Interfaces version) {
        for (JsonNode each : json.path(version.field)) {
            if (isJsonRpc(each, version.binding) && each.path("url").isTextual()) {
                return each.path("url").textValue();
            }
        }
        return null;
    }

    private static boolean isJsonRpc(JsonNode described, String field) {
        return described.path(field).asText(JSON_RPC).equals(JSON_RPC);
    }

    /**
     * The card of the same agent as it is reached through the gateway: by JSON-RPC at one URL, with a key of the gateway. What
     * else the agent offers (gRPC, HTTP+JSON) is not there, and neither are its signatures, as they are of the card as it was.
     * All the rest stays.
     */
    public ObjectNode reachedAt(String url) {
        ObjectNode card = json.deepCopy();
        boolean former = card.has("url") || !card.has(CURRENT.field);
        if (former) {
            card.put("url", url);
            card.put("preferredTransport", JSON_RPC);
        }
        for (Interfaces version : List.of(FORMER, CURRENT)) {
            if (card.path(version.field) instanceof ArrayNode interfaces) {
                move(interfaces, version, url);
            }
        }
        card.remove("signatures");
        secure(card, former);
        return card;
    }

    private static void move(ArrayNode interfaces, Interfaces version, String url) {
        for (int i = interfaces.size() - 1; i >= 0; i--) {
            if (interfaces.get(i) instanceof ObjectNode each && isJsonRpc(each, version.binding)) {
                each.put("url", url);
            } else {
                interfaces.remove(i);
            }
        }
        if (interfaces.isEmpty() && version.equals(CURRENT)) {
            interfaces
                    .addObject()
                    .put("url", url)
                    .put(version.binding, JSON_RPC)
                    .put("protocolVersion", "1.0");
        }
    }

    /** The gateway wants its own key, whatever the agent wants, and knows no skill that needs more. */
    private static void secure(ObjectNode card, boolean former) {
        boolean current = card.has(CURRENT.field);
        card.remove(List.of("security", "securityRequirements"));
        ObjectNode schemes = Json.object();
        ObjectNode scheme = schemes.putObject(SCHEME);
        if (former) {
            scheme.put("type", "http").put("scheme", "bearer").put("description", "A key of the gateway.");
            card.putArray("security").addObject().putArray(SCHEME);
        }
        if (current) {
            scheme.putObject("httpAuthSecurityScheme")
                    .put("scheme", "Bearer")
                    .put("description", "A key of the gateway.");
            card.putArray("securityRequirements")
                    .addObject()
                    .putObject("schemes")
                    .putObject(SCHEME)
                    .putArray("list");
        }
        card.set("securitySchemes", schemes);
        for (JsonNode skill : card.path("skills")) {
            if (skill instanceof ObjectNode each) {
                each.remove(List.of("security", "securityRequirements"));
            }
        }
    }
}
