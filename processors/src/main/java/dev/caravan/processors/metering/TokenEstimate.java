package dev.caravan.processors.metering;

import dev.caravan.processors.pricing.ServiceTier;

/**
 * What a call will use, as far as can be told before it.
 *
 * @param input the tokens of the request
 * @param output the most tokens of the answer, of all its choices together
 * @param tier how urgently it wants to be served
 */
public record TokenEstimate(long input, long output, ServiceTier tier) {

    /** Of a call that is in no hurry. */
    public TokenEstimate(long input, long output) {
        this(input, output, ServiceTier.STANDARD);
    }

    public long total() {
        return input + output;
    }
}
