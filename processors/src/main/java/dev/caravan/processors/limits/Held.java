package dev.caravan.processors.limits;

/** What a call holds of its limits until it ends. */
@FunctionalInterface
public interface Held {

    /**
     * Gives back the places among the calls, and settles the tokens: what was claimed and not used comes back, what was used
     * beyond the claim is taken, and missing in the window for as long as it takes to come back; at most a whole window can be
     * missing. To be called once; never blocks, from any thread.
     *
     * @param tokensUsed how many tokens the call has used; 0 for a call that has used nothing
     */
    void release(long tokensUsed);
}
