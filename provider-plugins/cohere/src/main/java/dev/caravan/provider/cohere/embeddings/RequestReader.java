package dev.caravan.provider.cohere.embeddings;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads one request. */
final class RequestReader {

    private final WireRequest wire;
    private final Fields fields;
    private final Losses losses;

    RequestReader(WireRequest wire, Losses losses) {
        this.wire = wire;
        this.fields = Fields.of(wire.body());
        this.losses = losses;
    }

    EmbeddingRequest read() {
        String model = fields.text("model");
        String purpose = fields.text("input_type");
        if (fields.has("images") || "image".equals(purpose)) {
            throw unsupported(fields.has("images") ? "images" : "input_type", "Images");
        }
        EmbeddingRequest request = new EmbeddingRequest(
                model == null ? wire.model() : model,
                inputs(),
                fields.integer("output_dimension"),
                base64(),
                purpose,
                null);
        reportLosses();
        return request;
    }

    private List<String> inputs() {
        List<String> inputs = new ArrayList<>(fields.texts("texts"));
        for (Fields input : fields.objects("inputs")) {
            inputs.add(text(input));
        }
        if (inputs.isEmpty()) {
            throw fields.missing("texts");
        }
        return inputs;
    }

    /** An input is embedded as a whole, so its texts are one. */
    private static String text(Fields input) {
        StringBuilder text = new StringBuilder();
        for (Fields content : input.objects("content")) {
            if (!"text".equals(content.requiredText("type"))) {
                throw unsupported(content.path("type"), "Images");
            }
            text.append(text.isEmpty() ? "" : "\n").append(content.requiredText("text"));
        }
        return text.toString();
    }

    private boolean base64() {
        boolean numbers = false;
        boolean base64 = false;
        for (String type : fields.texts("embedding_types")) {
            switch (type) {
                case "float" -> numbers = true;
                case "base64" -> base64 = true;
                default -> throw unsupported("embedding_types", "Embeddings of type '" + type + "'");
            }
        }
        if (numbers && base64) {
            losses.add("embedding_types.base64");
        }
        return base64 && !numbers;
    }

    private void reportLosses() {
        String truncate = fields.text("truncate");
        if (truncate != null && !truncate.equals("END")) {
            losses.add("truncate");
        }
        if (fields.wholeNumber("priority", 0) != 0) {
            losses.add("priority");
        }
        fields.reportUnread("", losses);
    }

    private static GatewayError unsupported(String field, String what) {
        return GatewayError.badRequest("unsupported_value", "%s cannot be translated for this provider.", what)
                .withParam(field);
    }
}
