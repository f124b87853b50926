package dev.caravan.processors.endpoints;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Makes of a provider's error the endpoint's own: whose caller has chosen neither provider nor model. What the provider finds
 * wrong with the request itself is 400 {@code provider_refused}, everything else 502 {@code provider_error}; both with the
 * provider's words.
 */
public final class RefuseProviderError implements AsyncCallStep {

    private static final Set<Integer> OF_THE_REQUEST = Set.of(400, 413, 422);

    private final OpenAiChat chat;

    public RefuseProviderError(OpenAiChat chat) {
        this.chat = chat;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Answer answer = call.answer();
        if (call.endpoint() == null || answer == null || answer.status() < 300) {
            return Mono.empty();
        }
        call.answerWith(null);
        return WholeBody.of(answer.body(), WholeBody.ERROR_LIMIT)
                .flatMap(bytes -> Mono.error(error(call, answer.status(), bytes)));
    }

    private GatewayError error(Call call, int status, byte[] body) {
        String told = chat.error(status, Json.parse(body, 0, body.length)).text();
        Target target = call.target();
        return OF_THE_REQUEST.contains(status)
                ? GatewayError.badRequest("provider_refused", "The provider refused the request: %s", told)
                : GatewayError.of(
                        502,
                        "provider_error",
                        "Provider error after failover: %s (%d): %s",
                        target == null ? "provider" : target.provider().name(),
                        status,
                        told);
    }
}
