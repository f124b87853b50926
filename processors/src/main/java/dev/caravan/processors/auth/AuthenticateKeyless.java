package dev.caravan.processors.auth;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * As {@link Authenticate}, but that a call without any credential may count as made by a certain key. One with a credential that
 * is no good is still refused.
 */
public final class AuthenticateKeyless implements CallStep {

    private final Authenticate authenticate;
    private final @Nullable ApiKey keyless;
    private final InstantSource clock;

    /**
     * @param keyless the key that such calls count as made by; null when they are refused
     * @param clock tells whether that key has expired
     */
    public AuthenticateKeyless(Keys keys, @Nullable ApiKey keyless, InstantSource clock) {
        this.authenticate = new Authenticate(keys);
        this.keyless = keyless;
        this.clock = clock;
    }

    @Override
    public void apply(Call call) {
        if (keyless != null && Credentials.absent(call.request()) && keyless.isGood(clock)) {
            call.authenticatedAs(keyless.principal());
        } else {
            authenticate.apply(call);
        }
    }
}
