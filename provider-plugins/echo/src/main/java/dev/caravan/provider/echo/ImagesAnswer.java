package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.util.Base64;

/**
 * An answer of {@code POST /v1/images/generations}: PNG images of one colour each. Source of the format: OpenAI's API
 * reference, <a href="https://platform.openai.com/docs/api-reference/images/object">the image generation response</a>. With
 * {@code response_format: url} the URL is a {@code data:} one, which holds the image itself.
 */
final class ImagesAnswer {

    private static final int MOST_IMAGES = 10;

    private ImagesAnswer() {}

    /** @throws GatewayError 400 when the request is malformed, or asks for a stream */
    static Content to(RequestFields request) {
        String prompt = request.requiredText("prompt");
        int count = request.integer("n", 1, MOST_IMAGES).orElse(1);
        String format = request.text("response_format").orElse("b64_json");
        if (!format.equals("b64_json") && !format.equals("url")) {
            throw request.wrongValue("response_format", format, "'b64_json' and 'url'");
        }
        if (request.flag("stream").orElse(false)) {
            throw request.error("unsupported_value", "stream", "Images of this model cannot be streamed.");
        }

        ObjectNode answer = Json.object().put("created", EchoModels.CREATED);
        ArrayNode data = answer.putArray("data");
        for (int i = 0; i < count; i++) {
            int colour = (int) Fingerprint.of(i + ":" + prompt).number() & 0xffffff;
            String png = Base64.getEncoder().encodeToString(PngImage.ofColour(colour));
            data.addObject().put(format, format.equals("url") ? "data:image/png;base64," + png : png);
        }
        int tokens = Tokens.words(prompt).count();
        answer.putObject("usage")
                .put("total_tokens", tokens + count)
                .put("input_tokens", tokens)
                .put("output_tokens", count)
                .putObject("input_tokens_details")
                .put("text_tokens", tokens)
                .put("image_tokens", 0);
        return Content.json(answer);
    }
}
