package dev.caravan.processors.metering;

/**
 * What a call will use, as far as can be told before it.
 *
 * @param input the tokens of the request
 * @param output the most tokens of the answer, of all its choices together
 */
public record TokenEstimate(long input, long output) {

    public long total() {
        return input + output;
    }
}
