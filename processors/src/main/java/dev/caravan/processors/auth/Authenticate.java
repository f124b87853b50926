package dev.caravan.processors.auth;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.Optional;

/**
 * Finds out who calls. {@code X-Ingate-Key} decides alone when it is there; otherwise the first of these that is a good key
 * wins: {@code Authorization: Bearer}, {@code x-api-key}, {@code api-key}, {@code x-goog-api-key}, {@code ?key=}, a WebSocket's subprotocol {@code
 * openai-insecure-api-key.…}. Answers 401
 * {@code missing_api_key} or {@code invalid_api_key}; a presented key is never repeated in the answer.
 */
public final class Authenticate implements CallStep {

    private static final String MISSING =
            "You didn't provide an API key. You need to provide your API key in an Authorization"
                    + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or in an X-Ingate-Key header.";

    private final Keys keys;

    public Authenticate(Keys keys) {
        this.keys = keys;
    }

    @Override
    public void apply(Call call) {
        call.authenticatedAs(principal(call.request()));
    }

    /**
     * Who was found to call.
     *
     * @throws GatewayError 401 when the route has not authenticated the call
     */
    public static Principal caller(Call call) {
        Principal caller = call.principal();
        if (caller == null) {
            throw missing();
        }
        return caller;
    }

    private Principal principal(CallRequest request) {
        List<String> presented = Credentials.presented(request);
        for (String key : presented) {
            Optional<Principal> found = keys.principal(key);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw presented.isEmpty() ? missing() : invalid();
    }

    private static GatewayError missing() {
        return GatewayError.of(401, "missing_api_key", MISSING);
    }

    private static GatewayError invalid() {
        return GatewayError.of(401, "invalid_api_key", "Incorrect API key provided.");
    }
}
