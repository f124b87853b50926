package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an object, as a provider tells it, says of what the provider keeps. */
final class Learnt {

    private static final String RESULTS = "results_url";

    private Learnt() {}

    /** The object itself, if it has an id that can be asked for. */
    static List<StoredObject> itself(ObjectApi api, JsonNode object, String provider, String owner) {
        List<StoredObject> found = new ArrayList<>(1);
        add(found, api.kind(), object.path("id").textValue(), provider, owner);
        return found;
    }

    /** The files that the provider has made for it. */
    static List<StoredObject> files(ObjectApi api, JsonNode object, String provider, String owner) {
        List<StoredObject> found = new ArrayList<>(2);
        for (String pointer : api.files()) {
            add(found, StoredKind.FILE, object.at(pointer).textValue(), provider, owner);
        }
        return found;
    }

    private static void add(
            List<StoredObject> found, StoredKind kind, @Nullable String id, String provider, String owner) {
        if (id != null && ObjectAccess.isId(id)) {
            found.add(new StoredObject(kind, id, provider, owner));
        }
    }

    /**
     * Anthropic's batches tell an absolute URL for their results, to which an SDK would take the gateway's key past the gateway.
     * It becomes a path, which SDKs resolve by their base URL.
     *
     * @return whether the object was changed
     */
    static boolean keepResultsHere(ObjectApi api, JsonNode object) {
        if (api != ObjectApi.MESSAGE_BATCHES
                || !(object instanceof ObjectNode batch)
                || !batch.path(RESULTS).isTextual()) {
            return false;
        }
        batch.put(RESULTS, "/v1/messages/batches/" + batch.path("id").asText() + "/results");
        return true;
    }
}
