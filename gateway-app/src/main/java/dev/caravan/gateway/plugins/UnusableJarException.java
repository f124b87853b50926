package dev.caravan.gateway.plugins;

/** A jar that is no plugin, with the reason as its message. */
final class UnusableJarException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableJarException(String reason) {
        super(reason);
    }
}
