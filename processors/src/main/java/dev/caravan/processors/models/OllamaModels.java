package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code {"models":[{"name","model","modified_at","size","digest","details"}]}}, as Ollama's {@code GET /api/tags} has it
 * (docs/api.md in its repository). Nothing lies on this machine, so the size is 0, and the digest, by which clients tell models
 * apart, is that of the provider's and the model's name.
 */
final class OllamaModels implements ModelShape {

    @Override
    public ObjectNode list(List<ListedModel> models, PageQuery query) {
        ObjectNode list = Json.object();
        ArrayNode all = list.putArray("models");
        models.forEach(model -> all.add(one(model)));
        return list;
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode json = Json.object()
                .put("name", model.id())
                .put("model", model.id())
                .put("modified_at", Instant.ofEpochSecond(model.created()).toString())
                .put("size", 0)
                .put("digest", digest(model.provider().name() + "/" + model.id()));
        ObjectNode details = json.putObject("details")
                .put("parent_model", "")
                .put("format", "")
                .put("family", model.ownedBy());
        details.putArray("families").add(model.ownedBy());
        details.put("parameter_size", "").put("quantization_level", "");
        return json;
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
