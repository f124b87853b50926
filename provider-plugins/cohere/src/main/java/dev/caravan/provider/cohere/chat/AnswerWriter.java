package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.wire.Json;

/** Writes whole answers. Cohere's name neither the model nor the time, and hold one choice. */
final class AnswerWriter {

    private AnswerWriter() {}

    static ObjectNode write(ChatAnswer answer, Losses losses) {
        Choice choice = answer.choices().get(0);
        if (answer.choices().size() > 1) {
            losses.add("choices");
        }
        ObjectNode body = Json.object()
                .put("id", answer.id() == null ? AnswerIds.answer() : answer.id())
                .put("finish_reason", FinishWords.write(choice.finish(), losses));
        body.set("message", AssistantWriter.answer(choice.parts(), losses));
        ObjectNode usage = UsageFields.write(answer.usage(), losses);
        if (usage != null) {
            body.set("usage", usage);
        }
        if (choice.logprobs() != null) {
            body.set("logprobs", LogprobFields.write(choice.logprobs(), losses));
        }
        return body;
    }
}
