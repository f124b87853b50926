package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a provider's whole answer. It has no id and no time; the model is known where a prompt router chose it. */
final class AnswerReader {

    private final Losses losses;

    AnswerReader(Losses losses) {
        this.losses = losses;
    }

    ChatAnswer read(JsonNode json) {
        Fields body = Fields.ofAnswer(json);
        Fields message = body.requiredObject("output").requiredObject("message");
        List<Part> parts = BlockReader.ofAnswer(losses).read(message.objects("content"));
        String stopReason = body.text("stopReason");
        Finish finish = stopReason == null ? null : FinishWords.read(stopReason, additional(body));
        return new ChatAnswer(
                null,
                model(body.object("trace")),
                0,
                List.of(new Choice(0, parts, finish)),
                TokenUsage.read(body.object("usage")),
                null,
                serviceTier(body));
    }

    /** What the model adds is only for who asked for it; another dialect's client could not. */
    private static @Nullable JsonNode additional(Fields body) {
        return body.any("additionalModelResponseFields");
    }

    static @Nullable String serviceTier(Fields body) {
        Fields tier = body.object("serviceTier");
        return tier == null ? null : tier.text("type");
    }

    private @Nullable String model(@Nullable Fields trace) {
        if (trace == null) {
            return null;
        }
        Fields router = trace.object("promptRouter");
        trace.reportUnread("trace.", losses);
        return router == null ? null : router.text("invokedModelId");
    }
}
