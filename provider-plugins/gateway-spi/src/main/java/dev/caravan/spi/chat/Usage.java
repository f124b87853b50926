package dev.caravan.spi.chat;

import java.util.function.LongBinaryOperator;

/**
 * What a call used, in tokens. {@link #UNKNOWN} where the provider did not say, or said what no call can have used: less than
 * nothing, or more than {@value #MOST}. Zero where it said zero.
 *
 * @param input all of the prompt, read from and written to a cache included
 * @param output all of the answer, reasoning included
 * @param cacheRead of the input: read from the prompt cache
 * @param cacheWrite of the input: written to the prompt cache, whatever its time to live
 * @param cacheWriteHour of the cache writes: those that live for an hour
 * @param reasoning of the output: thoughts
 * @param audioInput of the input: sound
 * @param audioOutput of the output: sound
 */
public record Usage(
        long input,
        long output,
        long cacheRead,
        long cacheWrite,
        long cacheWriteHour,
        long reasoning,
        long audioInput,
        long audioOutput) {

    public static final long UNKNOWN = -1;

    /** Sums of as many calls as there will ever be are still numbers. */
    public static final long MOST = 1_000_000_000_000L;

    /** Nothing is known. */
    public static final Usage NONE = new Usage(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);

    public Usage {
        input = possible(input);
        output = possible(output);
        cacheRead = possible(cacheRead);
        cacheWrite = possible(cacheWrite);
        cacheWriteHour = possible(cacheWriteHour);
        reasoning = possible(reasoning);
        audioInput = possible(audioInput);
        audioOutput = possible(audioOutput);
    }

    private static long possible(long tokens) {
        return tokens < 0 || tokens > MOST ? UNKNOWN : tokens;
    }

    /** Only the two totals are known. */
    public static Usage of(long input, long output) {
        return new Usage(input, output, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /** What the later report says, and of this one what the later left open. */
    public Usage updatedBy(Usage later) {
        return with(later, Usage::newer);
    }

    /** What both have used together; what only one of them tells is that one's, and what neither tells stays unknown. */
    public Usage plus(Usage other) {
        return with(other, Usage::sum);
    }

    /** The more of both reports, field by field: what a stream tells again and again only grows. */
    public Usage atLeast(Usage other) {
        return with(other, Math::max);
    }

    private Usage with(Usage other, LongBinaryOperator both) {
        return new Usage(
                both.applyAsLong(input, other.input),
                both.applyAsLong(output, other.output),
                both.applyAsLong(cacheRead, other.cacheRead),
                both.applyAsLong(cacheWrite, other.cacheWrite),
                both.applyAsLong(cacheWriteHour, other.cacheWriteHour),
                both.applyAsLong(reasoning, other.reasoning),
                both.applyAsLong(audioInput, other.audioInput),
                both.applyAsLong(audioOutput, other.audioOutput));
    }

    /** Input and output together; an unknown part counts as nothing. */
    public long total() {
        return Math.max(0, input) + Math.max(0, output);
    }

    private static long sum(long one, long other) {
        if (one == UNKNOWN) {
            return other;
        }
        return other == UNKNOWN ? one : one + other;
    }

    private static long newer(long before, long after) {
        return after == UNKNOWN ? before : after;
    }
}
