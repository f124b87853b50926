package dev.caravan.gateway.plugins;

import java.util.ServiceConfigurationError;

/** Says in one line, for an operator, why a plugin's code could not be loaded or run. */
final class RejectionReason {

    private static final int MAX_LENGTH = 300;

    private RejectionReason() {}

    static String of(Throwable failure) {
        String line = reason(failure).replaceAll("\\s+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    private static String reason(Throwable failure) {
        if (failure instanceof UnusableJarException) {
            return String.valueOf(failure.getMessage());
        }
        Throwable cause = failure.getCause();
        if (cause != null
                && (failure instanceof ServiceConfigurationError || failure instanceof ExceptionInInitializerError)) {
            return reason(cause);
        }
        if (failure instanceof UnsupportedClassVersionError) {
            return "it is compiled for a newer Java: " + failure.getMessage();
        }
        if (failure instanceof NoClassDefFoundError || failure instanceof ClassNotFoundException) {
            return "it lacks a class: " + String.valueOf(failure.getMessage()).replace('/', '.');
        }
        if (failure instanceof ServiceConfigurationError) {
            return String.valueOf(failure.getMessage());
        }
        String message = failure.getMessage();
        return "it failed with " + failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
