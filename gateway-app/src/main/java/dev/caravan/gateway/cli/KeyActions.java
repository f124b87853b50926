package dev.caravan.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.cli.KeysCommand.Action;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code keys} can do, each as a request to the admin port. */
final class KeyActions {

    private static final String KEYS = "/api/v1/keys";
    private static final int PAGE = 100;

    private KeyActions() {}

    static Action create(Arguments arguments) {
        arguments.refuseWords();
        ObjectNode key = NewKey.of(arguments);
        return (gateway, printer) -> printer.newKey(gateway.send("POST", KEYS, key), "created");
    }

    static Action list(Arguments arguments) {
        arguments.refuseWords();
        Optional<String> project = arguments.option("--project");
        return (gateway, printer) -> {
            List<JsonNode> keys = new ArrayList<>();
            String query = "?limit=" + PAGE
                    + project.map(name -> "&project=" + encoded(name)).orElse("");
            JsonNode page = gateway.send("GET", KEYS + query, null);
            page.path("data").forEach(keys::add);
            while (page.path("has_more").asBoolean()
                    && !page.path("last_id").asText().isEmpty()) {
                String after = encoded(page.path("last_id").asText());
                page = gateway.send("GET", KEYS + query + "&after=" + after, null);
                page.path("data").forEach(keys::add);
            }
            printer.list(keys);
        };
    }

    static Action show(Arguments arguments) {
        String path = path(arguments);
        return (gateway, printer) -> printer.one(gateway.send("GET", path, null));
    }

    static Action rotate(Arguments arguments) {
        String path = path(arguments) + "/rotate";
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(
                "overlap_seconds",
                arguments.option("--overlap").map(Span::seconds).orElse(0L));
        return (gateway, printer) -> printer.newKey(gateway.send("POST", path, body), "rotated");
    }

    static Action revoke(Arguments arguments) {
        String path = path(arguments);
        return (gateway, printer) -> printer.revoked(gateway.send("DELETE", path, null));
    }

    static Action enable(Arguments arguments, boolean enabled) {
        String path = path(arguments);
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("enabled", enabled);
        return (gateway, printer) ->
                printer.changed(gateway.send("PATCH", path, body), enabled ? "enabled" : "disabled");
    }

    private static String path(Arguments arguments) {
        return KEYS + "/" + encoded(arguments.onlyWord("key's ID (the first column of keys list)"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
