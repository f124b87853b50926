package dev.caravan.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A provider that keeps files, uploads, batches and responses as OpenAI does: one account for all who have its key, lists the
 * newest first, in pages. Below {@code /v1/messages/batches} it does as Anthropic does.
 */
final class FileUpstream implements AutoCloseable {

    private static final int NOT_FOUND = 404;

    /** A request as it came: {@code GET /v1/files?limit=2}, and its body. */
    record Asked(String line, String body) {}

    private final String prefix;
    private final Map<String, Map<String, ObjectNode>> collections = new LinkedHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final DisposableServer server;
    private int made;
    private @Nullable String nextId;

    /** @param prefix begins all its ids */
    FileUpstream(String prefix) {
        this.prefix = prefix;
        server = HttpServer.create()
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            String method = request.method().name();
                            asked.add(new Asked(method + " " + request.uri(), body));
                            Told told = answer(method, new QueryStringDecoder(request.uri()), body);
                            return response.status(told.status())
                                    .header("content-type", told.type())
                                    .header(
                                            "content-length",
                                            String.valueOf(told.body().length()))
                                    .sendString(Mono.just(told.body()))
                                    .then();
                        }))
                .bindNow();
    }

    private record Told(int status, String type, String body) {

        static Told json(ObjectNode body) {
            return new Told(200, "application/json", Json.text(body));
        }
    }

    String origin() {
        return "http://127.0.0.1:" + server.port();
    }

    /** What it was asked since it was last asked that. */
    List<Asked> asked() {
        List<Asked> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    /** Has nothing any more. */
    synchronized void forget() {
        collections.clear();
        asked.clear();
    }

    /** Gives what is made next that id. */
    synchronized void gives(String id) {
        nextId = id;
    }

    /** Puts something there past the gateway. */
    synchronized String make(String collection) {
        return create(collection).path("id").asText();
    }

    /** A batch has come to its end. */
    synchronized void finish(String batch) {
        collection("batches").get(batch).put("status", "completed").put("output_file_id", make("files"));
    }

    private synchronized Told answer(String method, QueryStringDecoder uri, String body) {
        String[] path = uri.path()
                .replaceFirst("/v1/", "")
                .replaceFirst("messages/batches", "messages-batches")
                .split("/");
        Map<String, ObjectNode> collection = collection(path[0]);
        if (path.length == 1) {
            return method.equals("GET")
                    ? Told.json(page(collection, uri.parameters()))
                    : told(created(path[0], body), body);
        }
        ObjectNode found = collection.get(path[1]);
        if (found == null) {
            return new Told(
                    NOT_FOUND, "application/json", "{\"error\":{\"message\":\"upstream knows no such thing\"}}");
        }
        String action = path.length > 2 ? path[2] : method;
        return switch (action) {
            case "DELETE" -> {
                collection.remove(path[1]);
                yield Told.json(Json.object().put("id", path[1]).put("deleted", true));
            }
            case "content", "results" -> new Told(200, "application/octet-stream", "content of " + path[1]);
            case "cancel" -> Told.json(found.put("status", "cancelling"));
            case "complete" -> Told.json(found.set("file", create("files").deepCopy()));
            case "parts" -> Told.json(Json.object().put("id", "part_1").put("object", "upload.part"));
            default -> Told.json(found);
        };
    }

    private static Told told(ObjectNode created, String body) {
        boolean isStream = Json.parse(body) instanceof ObjectNode asked
                && asked.path("stream").asBoolean();
        return isStream ? new Told(200, "text/event-stream", events(created)) : Told.json(created);
    }

    private static String events(ObjectNode response) {
        return "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":"
                + response + "}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
                + response + "}\n\n";
    }

    private ObjectNode created(String collection, String body) {
        ObjectNode object = create(collection);
        if (collection.equals("batches") && Json.parse(body) instanceof ObjectNode asked) {
            object.put("input_file_id", asked.path("input_file_id").asText());
        }
        return object;
    }

    private ObjectNode create(String collection) {
        String id = nextId != null ? nextId : prefix + collection + "-" + ++made;
        nextId = null;
        ObjectNode object = Json.object().put("id", id).put("object", collection);
        if (collection.equals("messages-batches")) {
            object.put("results_url", "https://api.anthropic.com/v1/messages/batches/" + id + "/results");
        }
        collection(collection).put(id, object);
        return object;
    }

    private Map<String, ObjectNode> collection(String name) {
        return collections.computeIfAbsent(name, key -> new LinkedHashMap<>());
    }

    /** The newest first, behind the one that is named. */
    private static ObjectNode page(Map<String, ObjectNode> collection, Map<String, List<String>> query) {
        List<ObjectNode> all = new ArrayList<>(collection.values());
        Collections.reverse(all);
        String after = query.getOrDefault("after", query.getOrDefault("after_id", List.of("")))
                .get(0);
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            from = all.get(i).path("id").asText().equals(after) ? i + 1 : from;
        }
        int limit = Integer.parseInt(query.getOrDefault("limit", List.of("20")).get(0));
        List<ObjectNode> shown = all.subList(from, Math.min(all.size(), from + limit));
        ObjectNode page = Json.object().put("object", "list");
        ArrayNode data = page.putArray("data");
        shown.forEach(item -> data.add(item.deepCopy()));
        page.put("first_id", data.path(0).path("id").textValue());
        page.put("last_id", data.path(data.size() - 1).path("id").textValue());
        page.put("has_more", from + limit < all.size());
        return page;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
