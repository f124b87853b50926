package dev.caravan.gateway;

import dev.caravan.gateway.config.ConfigException;
import dev.caravan.gateway.database.DatabaseException;
import java.io.IOException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an operator in one place, and without a stack trace, why the gateway did not start. */
final class StartFailure extends AbstractFailureAnalyzer<Throwable> {

    /** The message that helps: that of the configuration or the network, else of the innermost cause. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof ConfigException)
                && !(cause instanceof DatabaseException)
                && !(cause instanceof IOException)
                && cause.getCause() != null
                && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, Throwable cause) {
        return new FailureAnalysis("Caravan did not start: " + reason(rootFailure), null, cause);
    }
}
