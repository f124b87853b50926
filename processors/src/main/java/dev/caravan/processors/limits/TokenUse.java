package dev.caravan.processors.limits;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import java.util.EnumSet;
import java.util.Set;
import reactor.core.publisher.Mono;

/** How many tokens a call counts for in limits. */
final class TokenUse {

    static final TokenEstimate NOTHING = new TokenEstimate(0, 0);

    /** Of a call that nothing can be told of before. What it has used is taken when its answer has told it. */
    private static final TokenEstimate UNTOLD = new TokenEstimate(1, 0);

    private static final Set<Operation> UNTOLD_BEFORE = EnumSet.of(
            Operation.PASSTHROUGH,
            Operation.REALTIME,
            Operation.IMAGE_GENERATIONS,
            Operation.IMAGE_EDITS,
            Operation.IMAGE_VARIATIONS);

    /** What has no tokens of its own. */
    private static final Set<Operation> UNCOUNTED = EnumSet.of(Operation.COUNT_TOKENS, Operation.MODELS);

    private TokenUse() {}

    /** What the call may use. Told on the call's event loop. */
    static Mono<TokenEstimate> before(Call call, TokenEstimator estimator) {
        Operation operation = call.operation();
        if (operation == null || UNTOLD_BEFORE.contains(operation) || call.form() != null) {
            return Mono.just(UNTOLD);
        }
        return UNCOUNTED.contains(operation) || call.json() == null ? Mono.just(NOTHING) : estimator.of(call);
    }

    /**
     * What the call has used: what its upstream has told, and as far as that left it open what was estimated. Nothing, when no
     * upstream has answered it or the answer is an error.
     *
     * @param estimate what was told before it
     */
    static long after(Call call, TokenEstimate estimate) {
        Usage usage = call.spending().usage();
        if (usage.input() == Usage.UNKNOWN && usage.output() == Usage.UNKNOWN) {
            Answer answer = call.answer();
            return answer == null || answer.status() >= 400 ? 0 : estimate.total();
        }
        return (usage.input() == Usage.UNKNOWN ? estimate.input() : usage.input())
                + (usage.output() == Usage.UNKNOWN ? estimate.output() : usage.output());
    }
}
