package dev.caravan.processors.routing;

import java.util.Locale;

/** What kind of failure an attempt has come to: it says whether another target may do better, and how long this one rests. */
public enum FailureClass {
    /** Too many calls or tokens in a while. */
    RATE_LIMIT,
    /** The provider has more to do than it can. */
    OVERLOAD,
    /** The provider refuses the gateway's credential or account, or wants to be paid. */
    AUTH,
    /** It did not answer in time. */
    TIMEOUT,
    /** It cannot be reached, or the connection broke. */
    CONNECTION,
    /** Any other failure of the provider's own. */
    SERVER_ERROR,
    /** The request is longer than the model can read. */
    CONTEXT_LENGTH,
    /** The provider does not want to answer such contents. */
    CONTENT_POLICY,
    /** Anything else that is wrong with the request. */
    BAD_REQUEST;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The class in configuration, metrics and attempts: {@code rate-limit}. */
    public String word() {
        return word;
    }

    /** Whether the request is at fault, and not the target. */
    public boolean isTheClients() {
        return this == CONTEXT_LENGTH || this == CONTENT_POLICY || this == BAD_REQUEST;
    }
}
