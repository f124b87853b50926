package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what requests of both forms say beside the conversation. */
final class SettingsReader {

    private final WireRequest wire;
    private final Fields fields;
    private final Losses losses;

    /** @param fields the request's */
    SettingsReader(WireRequest wire, Fields fields, Losses losses) {
        this.wire = wire;
        this.fields = fields;
        this.losses = losses;
    }

    /** A request of these messages with the settings in it. */
    ChatRequest.Builder read(List<Message> messages) {
        String model = fields.text("model");
        Boolean stream = fields.flag("stream");
        Fields given = fields.object("options");
        Fields options = given == null ? Fields.of(Json.object()) : given;
        Integer limit = options.integer("num_predict");
        ChatRequest.Builder request = ChatRequest.of(model == null ? wire.model() : model, messages)
                // Ollama streams unless it is told not to.
                .stream(stream == null || stream)
                .streamUsage(true)
                .sampling(sampling(options))
                // Numbers below one are words for no limit.
                .maxTokens(limit == null || limit < 1 ? null : limit)
                .stop(stop(options))
                .format(format())
                .thinking(ThinkField.read(fields));
        options.reportUnread("options.", losses);
        return request;
    }

    /** Reports what was not read, apart from defaults. To be called last. */
    void reportLosses() {
        for (String usual : List.of("truncate", "shift")) {
            if (Boolean.FALSE.equals(fields.flag(usual))) {
                losses.add(usual);
            }
        }
        fields.reportUnread("", losses);
    }

    private Sampling sampling(Fields options) {
        return new Sampling(
                options.number("temperature"),
                options.number("top_p"),
                options.integer("top_k"),
                options.number("min_p"),
                options.wholeNumber("seed"),
                options.number("frequency_penalty"),
                options.number("presence_penalty"),
                null,
                fields.flag("logprobs"),
                fields.integer("top_logprobs"),
                null);
    }

    private static List<String> stop(Fields options) {
        JsonNode stop = options.any("stop");
        return stop != null && stop.isTextual() ? List.of(stop.textValue()) : options.texts("stop");
    }

    private @Nullable OutputFormat format() {
        JsonNode format = fields.any("format");
        if (format == null || format.isTextual() && format.textValue().isEmpty()) {
            return null;
        }
        if (format.isObject()) {
            return new OutputFormat.JsonSchema(null, format);
        }
        if (!"json".equals(format.textValue())) {
            throw fields.invalid("format", "expected 'json' or a JSON schema");
        }
        return new OutputFormat.JsonObject();
    }
}
