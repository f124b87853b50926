package dev.caravan.processors.auth;

import dev.caravan.spi.Secret;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key that was made this moment. It is shown once, to whom it was made for; what is kept of it is its hash and its prefix.
 *
 * @param value the key in clear: {@code sk-caravan-} and 256 random bits in 43 characters
 */
public record FreshKey(Secret value) {

    private static final String START = "sk-caravan-";
    private static final int BYTES = 32;
    private static final int PREFIX = START.length() + 3;

    public static FreshKey create(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new FreshKey(
                Secret.of(START + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
    }

    public KeyHash hash() {
        return KeyHash.of(value.reveal());
    }

    /** So much of it as tells people which key it is: the 14 first characters. */
    public String prefix() {
        return value.reveal().substring(0, PREFIX);
    }
}
