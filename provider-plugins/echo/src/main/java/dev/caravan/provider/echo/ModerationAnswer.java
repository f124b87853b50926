package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.Locale;

/**
 * An answer of {@code POST /v1/moderations}: a text is flagged as {@code violence} when it holds that word. Source of the
 * format: OpenAI's API reference, <a href="https://platform.openai.com/docs/api-reference/moderations/object">the moderation
 * object</a>.
 */
final class ModerationAnswer {

    private static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/instructions",
            "self-harm/intent",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");

    private ModerationAnswer() {}

    /** @throws GatewayError 400 when the request is malformed */
    static Content to(RequestFields request, String model) {
        JsonNode input = request.any("input").orElseThrow(() -> request.missing("input"));
        ObjectNode answer = Json.object()
                .put("id", "modr-" + Fingerprint.of(input.toString()).hex(24))
                .put("model", model);
        ArrayNode results = answer.putArray("results");
        boolean isTexts = input.isArray() && !input.isEmpty() && input.get(0).isTextual();
        if (isTexts) {
            input.forEach(text -> result(results.addObject(), text.asText()));
        } else {
            result(results.addObject(), input.toString());
        }
        return Content.json(answer);
    }

    private static void result(ObjectNode result, String text) {
        boolean violent = text.toLowerCase(Locale.ROOT).contains("violence");
        result.put("flagged", violent);
        ObjectNode categories = result.putObject("categories");
        ObjectNode scores = result.putObject("category_scores");
        ObjectNode types = result.putObject("category_applied_input_types");
        for (String category : CATEGORIES) {
            boolean flagged = violent && category.equals("violence");
            categories.put(category, flagged);
            scores.put(category, flagged ? 0.9 : 0.01);
            types.putArray(category).add("text");
        }
    }
}
