package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * {@code usageMetadata}. The prompt's count includes what was read from a cache and leaves out what Gemini's own tools brought
 * in; the candidates' count leaves out the thoughts. Source: <a
 * href="https://ai.google.dev/api/generate-content#UsageMetadata">UsageMetadata</a>.
 */
final class UsageMetadata {

    private static final String SOUND = "AUDIO";

    private UsageMetadata() {}

    static Usage read(@Nullable ProtoFields metadata) {
        if (metadata == null) {
            return Usage.NONE;
        }
        Long prompt = metadata.wholeNumber("promptTokenCount");
        Long tools = metadata.wholeNumber("toolUsePromptTokenCount");
        Long candidates = metadata.wholeNumber("candidatesTokenCount");
        Long thoughts = metadata.wholeNumber("thoughtsTokenCount");
        Long total = metadata.wholeNumber("totalTokenCount");
        long input = sum(prompt, tools);
        long output = sum(candidates, thoughts);
        if (output == Usage.UNKNOWN && total != null && input != Usage.UNKNOWN) {
            // A count of zero is left out.
            output = Math.max(0, total - input);
        }
        return new Usage(
                input,
                output,
                known(metadata.wholeNumber("cachedContentTokenCount")),
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                known(thoughts),
                sound(metadata, "promptTokensDetails"),
                sound(metadata, "candidatesTokensDetails"));
    }

    static ObjectNode write(Usage usage) {
        ObjectNode metadata = Json.object();
        long reasoning = Math.max(0, usage.reasoning());
        metadata.put("promptTokenCount", Math.max(0, usage.input()));
        if (usage.cacheRead() > 0) {
            metadata.put("cachedContentTokenCount", usage.cacheRead());
        }
        metadata.put("candidatesTokenCount", Math.max(0, usage.output() - reasoning));
        if (reasoning > 0) {
            metadata.put("thoughtsTokenCount", Math.min(reasoning, Math.max(0, usage.output())));
        }
        metadata.put("totalTokenCount", usage.total());
        details(metadata, "promptTokensDetails", usage.input(), usage.audioInput());
        details(metadata, "candidatesTokensDetails", usage.output() - reasoning, usage.audioOutput());
        return metadata;
    }

    private static void details(ObjectNode metadata, String field, long all, long sound) {
        if (sound > 0) {
            var details = metadata.putArray(field);
            details.addObject().put("modality", "TEXT").put("tokenCount", Math.max(0, all - sound));
            details.addObject().put("modality", SOUND).put("tokenCount", sound);
        }
    }

    private static long sound(ProtoFields metadata, String field) {
        long sound = Usage.UNKNOWN;
        for (ProtoFields detail : metadata.objects(field)) {
            if (SOUND.equals(detail.word("modality"))) {
                sound = known(detail.wholeNumber("tokenCount"));
            }
        }
        return sound;
    }

    private static long sum(@Nullable Long one, @Nullable Long other) {
        return one == null && other == null ? Usage.UNKNOWN : (one == null ? 0 : one) + (other == null ? 0 : other);
    }

    private static long known(@Nullable Long count) {
        return count == null ? Usage.UNKNOWN : count;
    }
}
