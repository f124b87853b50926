package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.List;

/** Reads whole answers. */
final class AnswerReader {

    private AnswerReader() {}

    static ChatAnswer read(JsonNode body, Losses losses) {
        Fields answer = Fields.ofAnswer(body);
        String finish = answer.text("finish_reason");
        List<Part> parts = new AssistantReader(true, losses).read(answer.requiredObject("message"));
        Choice choice = new Choice(
                0, parts, finish == null ? null : FinishWords.read(finish), LogprobFields.read(answer.any("logprobs")));
        return new ChatAnswer(
                answer.text("id"), null, 0, List.of(choice), UsageFields.read(answer.any("usage")), null, null);
    }
}
