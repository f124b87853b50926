package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code POST /v1/completions}, whole or as a stream of events: each prompt goes on with {@code " echo: "} and
 * itself. Source of the format: OpenAI's API reference, <a
 * href="https://platform.openai.com/docs/api-reference/completions/object">the completion object</a>.
 */
final class CompletionAnswer {

    private static final int MOST_PROMPTS = 128;

    private final String model;
    private final String id;
    private final List<String> prompts;
    private final boolean usageInStream;

    private CompletionAnswer(String model, List<String> prompts, boolean usageInStream) {
        this.model = model;
        this.id = "cmpl-" + Fingerprint.of(prompts.toString()).hex(24);
        this.prompts = prompts;
        this.usageInStream = usageInStream;
    }

    /** @throws GatewayError 400 when the request is malformed */
    static Content to(RequestFields request, String model) {
        boolean usage = request.object("stream_options")
                .flatMap(options -> options.flag("include_usage"))
                .orElse(false);
        CompletionAnswer answer = new CompletionAnswer(model, prompts(request), usage);
        return request.flag("stream").orElse(false) ? Content.events(answer.events()) : Content.json(answer.whole());
    }

    private static List<String> prompts(RequestFields request) {
        JsonNode prompt = request.any("prompt").orElse(Json.nodes().textNode(""));
        if (prompt.isTextual()) {
            return List.of(prompt.textValue());
        }
        if (!prompt.isArray()) {
            throw request.wrongType("prompt", "a string or an array", prompt);
        }
        boolean isTokens = !prompt.isEmpty() && prompt.get(0).isIntegralNumber();
        List<String> prompts = new ArrayList<>();
        if (isTokens) {
            prompts.add(prompt.toString());
        } else {
            prompt.forEach(item -> prompts.add(item.isTextual() ? item.textValue() : item.toString()));
        }
        if (prompts.isEmpty() || prompts.size() > MOST_PROMPTS) {
            throw request.error("invalid_value", "prompt", "There may be 1 to %d prompts.", MOST_PROMPTS);
        }
        return prompts;
    }

    private ObjectNode whole() {
        ObjectNode answer = head();
        ArrayNode choices = answer.putArray("choices");
        for (int index = 0; index < prompts.size(); index++) {
            choices.add(choice(index, text(index), "stop"));
        }
        answer.set("usage", usage());
        return answer;
    }

    private List<byte[]> events() {
        List<byte[]> events = new ArrayList<>();
        for (int index = 0; index < prompts.size(); index++) {
            for (String token : Tokens.words(text(index))) {
                events.add(event(index, token, null));
            }
            events.add(event(index, "", "stop"));
        }
        if (usageInStream) {
            ObjectNode last = head();
            last.putArray("choices");
            last.set("usage", usage());
            events.add(Content.event(last));
        }
        events.add("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        return events;
    }

    private byte[] event(int index, String text, @Nullable String finishReason) {
        ObjectNode chunk = head();
        chunk.putArray("choices").add(choice(index, text, finishReason));
        return Content.event(usageInStream ? chunk.putNull("usage") : chunk);
    }

    private String text(int index) {
        return " echo: " + prompts.get(index);
    }

    private static ObjectNode choice(int index, String text, @Nullable String finishReason) {
        return Json.object()
                .put("text", text)
                .put("index", index)
                .putNull("logprobs")
                .put("finish_reason", finishReason);
    }

    private ObjectNode head() {
        return Json.object()
                .put("id", id)
                .put("object", "text_completion")
                .put("created", EchoModels.CREATED)
                .put("model", model)
                .put("system_fingerprint", "fp_echo");
    }

    private ObjectNode usage() {
        int asked = 0;
        int answered = 0;
        for (int index = 0; index < prompts.size(); index++) {
            asked += Tokens.words(prompts.get(index)).count();
            answered += Tokens.words(text(index)).count();
        }
        return Json.object()
                .put("prompt_tokens", asked)
                .put("completion_tokens", answered)
                .put("total_tokens", asked + answered);
    }
}
