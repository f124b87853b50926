package dev.caravan.processors.models;

/** Why an upstream's models are not known: in words of the gateway's own, never the upstream's. */
public final class UnlistedModelsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason a few words for a log, such as {@code status 401} */
    public UnlistedModelsException(String reason) {
        super(reason, null, false, false);
    }

    /** What to call a failure in a log: never a message of somebody else's, which may hold what nobody should see. */
    static String kindOf(Throwable failure) {
        String reason = failure instanceof UnlistedModelsException ? failure.getMessage() : null;
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
