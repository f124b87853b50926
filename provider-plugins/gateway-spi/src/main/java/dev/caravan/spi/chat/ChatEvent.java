package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a streamed answer. The order is: one {@link Started}; for each part one {@link PartStarted}, any number of {@link
 * PartGrew}, {@link PartSigned}, {@link PartCited} and {@link LogprobsAdded}, one {@link PartEnded}; one {@link Finished} for
 * each choice, after its parts have ended; {@link UsageKnown} anywhere after the start; one {@link Ended}. Or, at any place,
 * one {@link Failed}, after which nothing follows.
 *
 * <p>Parts are counted from 0 within their choice, in the order of their starts. Several may be open at once where a dialect
 * lets parallel tool calls grow side by side.
 */
public sealed interface ChatEvent {

    /**
     * The answer begins.
     *
     * @param id the provider's id of it, or null
     * @param model the model that answers, or null
     * @param created seconds since the epoch, 0 when unknown
     * @param usage what is known by now, often only the input
     * @param fingerprint OpenAI's {@code system_fingerprint}, or null
     * @param serviceTier the tier that serves it, or null
     */
    record Started(
            @Nullable String id,
            @Nullable String model,
            long created,
            Usage usage,
            @Nullable String fingerprint,
            @Nullable String serviceTier)
            implements ChatEvent {}

    /**
     * A part begins.
     *
     * @param head the part with what is known at its start: an empty {@link Part.Text}, a {@link Part.ToolCall} with its id and
     *     name and empty arguments …; a part that comes whole, such as {@link Part.Opaque}, does not grow
     */
    record PartStarted(int choice, int part, Part head) implements ChatEvent {}

    /**
     * A part grows.
     *
     * @param text appended to the text of a {@link Part.Text}, {@link Part.Reasoning} or {@link Part.Refusal}, or to the
     *     arguments of a {@link Part.ToolCall}
     */
    record PartGrew(int choice, int part, String text) implements ChatEvent {}

    /** The signature of a {@link Part.Reasoning} or a {@link Part.ToolCall} is known. */
    record PartSigned(int choice, int part, String signature) implements ChatEvent {}

    /** A citation is added to a {@link Part.Text}. */
    record PartCited(int choice, int part, Citation citation) implements ChatEvent {}

    /** Log probabilities of the last growth, in the shape of {@link Choice#logprobs}. */
    record LogprobsAdded(int choice, JsonNode logprobs) implements ChatEvent {}

    /** A part is complete. */
    record PartEnded(int choice, int part) implements ChatEvent {}

    /** A choice is complete. */
    record Finished(int choice, Finish finish) implements ChatEvent {}

    /**
     * What was used by now; see {@link Usage#updatedBy}.
     *
     * @param serviceTier the tier that has served the answer, where that is known only now; else null, and what was said at the
     *     start holds
     */
    record UsageKnown(Usage usage, @Nullable String serviceTier) implements ChatEvent {

        /** Says nothing of a tier. */
        public UsageKnown(Usage usage) {
            this(usage, null);
        }
    }

    /** The provider gave up. */
    record Failed(GatewayError error) implements ChatEvent {}

    /** The answer is complete. */
    record Ended() implements ChatEvent {}
}
