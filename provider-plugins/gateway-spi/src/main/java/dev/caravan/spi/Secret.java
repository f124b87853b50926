package dev.caravan.spi;

/** A credential. It shows itself only to who asks by {@link #reveal()}: never in a log, an error or a dump of settings. */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The credential in clear. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "****";
    }
}
