package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a provider's whole answer: all of its output is one choice. */
final class AnswerReader {

    private AnswerReader() {}

    /** @throws GatewayError 502 when it is not of the dialect; the provider's own error when the answer is one that failed */
    static ChatAnswer read(JsonNode body) {
        Fields response = Fields.ofAnswer(body);
        JsonNode error = response.any("error");
        if (error != null || FinishCodec.FAILED.equals(response.text("status"))) {
            throw ResponsesErrors.ofFailed(error);
        }
        if (!response.has("output")) {
            throw response.missing("output");
        }
        ItemReader output = new ItemReader();
        response.objects("output").forEach(output::read);
        Choice choice = new Choice(
                0, output.parts(), FinishCodec.read(body, output.hasCalls()), Logprobs.ofAnswer(output.logprobs()));
        return new ChatAnswer(
                response.text("id"),
                response.text("model"),
                created(response.any("created_at")),
                List.of(choice),
                UsageCodec.read(response.any("usage")),
                null,
                response.text("service_tier"));
    }

    /** Some servers date with fractions of a second. */
    static long created(@Nullable JsonNode date) {
        return date == null ? 0 : date.asLong(0);
    }
}
