package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of a provider. */
final class AnswerReader {

    private final Losses losses;
    private final PartReader parts = new PartReader(new Losses());

    /** @param losses takes what a client would miss; ratings and scores that nobody asked for are no loss */
    AnswerReader(Losses losses) {
        this.losses = losses;
    }

    ChatAnswer read(JsonNode body) {
        ProtoFields answer = ProtoFields.ofAnswer(body);
        List<Choice> choices = new ArrayList<>();
        for (ProtoFields candidate : answer.objects("candidates")) {
            choices.add(choice(candidate, choices.size()));
        }
        if (choices.isEmpty()) {
            choices.add(withoutCandidates(answer));
        }
        return new ChatAnswer(
                answer.text("responseId"),
                answer.text("modelVersion"),
                created(answer.text("createTime")),
                choices,
                UsageMetadata.read(answer.object("usageMetadata")),
                null,
                null);
    }

    /** Why the prompt was blocked, or null when it was not. */
    static @Nullable String blockReason(ProtoFields answer) {
        ProtoFields feedback = answer.object("promptFeedback");
        return feedback == null ? null : feedback.word("blockReason");
    }

    /** Seconds since the epoch, 0 when unknown. */
    static long created(@Nullable String time) {
        if (time == null) {
            return 0;
        }
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException unknown) {
            return 0;
        }
    }

    private static Choice withoutCandidates(ProtoFields answer) {
        String blocked = blockReason(answer);
        if (blocked == null && !answer.has("usageMetadata") && !answer.has("responseId")) {
            throw GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's answer cannot be read: it has no candidates.");
        }
        return new Choice(0, List.of(), blocked == null ? null : FinishReasons.blocked(blocked));
    }

    private Choice choice(ProtoFields candidate, int place) {
        Integer index = candidate.integer("index");
        List<Part> read = new ArrayList<>();
        ProtoFields content = candidate.object("content");
        if (content != null) {
            content.objects("parts").forEach(part -> read.addAll(parts.read(part)));
        }
        String finish = candidate.word("finishReason");
        boolean calls = read.stream().anyMatch(Part.ToolCall.class::isInstance);
        List<Part> cited = cite(read, GroundingReader.read(candidate));
        reportLosses(candidate);
        return new Choice(
                index == null ? place : index,
                cited,
                finish == null ? null : FinishReasons.read(finish, calls),
                LogprobsResult.read(candidate.object("logprobsResult")));
    }

    private List<Part> cite(List<Part> parts, List<GroundingReader.Cited> citations) {
        List<Part> cited = new ArrayList<>(parts);
        for (GroundingReader.Cited citation : citations) {
            int at = textOf(citation, cited);
            if (at < 0) {
                losses.add("citations");
            } else if (cited.get(at) instanceof Part.Text text) {
                List<Citation> more = new ArrayList<>(text.citations());
                more.add(citation.in(text.text()));
                cited.set(at, new Part.Text(text.text(), more, text.cache()));
            }
        }
        return cited;
    }

    /** The text that has the cited words; the last one where none does; -1 where there is no text. */
    private static int textOf(GroundingReader.Cited citation, List<Part> parts) {
        int last = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Part.Text text) {
                last = i;
                if (citation.isOf(text.text())) {
                    return i;
                }
            }
        }
        return last;
    }

    private void reportLosses(ProtoFields candidate) {
        ProtoFields grounding = candidate.object("groundingMetadata");
        if (grounding != null) {
            grounding.ignore("groundingChunks", "groundingSupports", "retrievalMetadata");
            grounding.reportUnread("grounding_metadata.", losses);
        }
        if (candidate.has("urlContextMetadata")) {
            losses.add("url_context_metadata");
        }
    }
}
