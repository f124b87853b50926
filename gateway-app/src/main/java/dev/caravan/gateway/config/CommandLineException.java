package dev.caravan.gateway.config;

/** An argument of the command line that cannot be used. Its message, one line, says how to mend it. */
public final class CommandLineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandLineException(String message) {
        super(message);
    }
}
