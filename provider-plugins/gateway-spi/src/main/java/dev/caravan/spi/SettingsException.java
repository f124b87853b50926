package dev.caravan.spi;

/** A configuration value that cannot be used: which key, what is wrong with it, and how to mend it. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;
    private final String fix;

    /**
     * @param key the key's full path, such as {@code providers.openai.url}
     * @param problem what is wrong, without the value of a secret
     * @param fix what to write instead
     */
    public SettingsException(String key, String problem, String fix) {
        super(key + ": " + problem + ". " + fix);
        this.key = key;
        this.problem = problem;
        this.fix = fix;
    }

    public String key() {
        return key;
    }

    public String problem() {
        return problem;
    }

    public String fix() {
        return fix;
    }
}
