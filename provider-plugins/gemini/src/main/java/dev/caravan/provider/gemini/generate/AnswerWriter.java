package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.MadeUpId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer for a client. */
final class AnswerWriter {

    private final Losses losses;

    AnswerWriter(Losses losses) {
        this.losses = losses;
    }

    JsonNode write(ChatAnswer answer, ChatRequest request) {
        ObjectNode json = Json.object();
        ArrayNode candidates = json.putArray("candidates");
        for (Choice choice : answer.choices()) {
            candidates.add(candidate(choice));
        }
        json.set("usageMetadata", UsageMetadata.write(answer.usage()));
        label(json, answer.id(), answer.model() == null ? request.model() : answer.model(), answer.created());
        return json;
    }

    /** Says which answer it is and whose; what is unknown is made up or left out. */
    static void label(ObjectNode json, @Nullable String id, @Nullable String model, long created) {
        json.put("modelVersion", model == null ? "unknown" : model);
        if (created > 0) {
            json.put("createTime", Instant.ofEpochSecond(created).toString());
        }
        json.put("responseId", id == null ? newId() : id);
    }

    static String newId() {
        return MadeUpId.hex();
    }

    private ObjectNode candidate(Choice choice) {
        ObjectNode candidate = Json.object();
        ArrayNode parts = Json.array();
        PartWriter.ofAnswer(losses).write(choice.parts(), parts, "choices");
        candidate.putObject("content").<ObjectNode>set("parts", parts).put("role", "model");
        Finish finish = choice.finish();
        if (finish != null) {
            if (finish.stopSequence() != null) {
                losses.add("stop_sequence");
            }
            candidate.put("finishReason", FinishReasons.write(finish));
        }
        candidate.put("index", choice.index());
        GroundingWriter grounding = new GroundingWriter();
        for (int i = 0; i < choice.parts().size(); i++) {
            if (choice.parts().get(i) instanceof Part.Text text) {
                int part = i;
                text.citations().forEach(citation -> grounding.add(part, text.text(), citation));
            }
        }
        grounding.into(candidate);
        if (choice.logprobs() != null) {
            candidate.set("logprobsResult", LogprobsResult.write(choice.logprobs()));
        }
        return candidate;
    }
}
