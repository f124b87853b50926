package dev.caravan.processors.limits;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import dev.caravan.processors.metering.TokenEstimate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What one call holds of limits while it lasts. It leaves that when it goes on to other ones, having used none of its tokens,
 * and when it ends, with what it has used. Confined to the call's event loop.
 */
final class Admission {

    private final Call call;
    private final LimitStore store;
    private final TokenEstimate estimate;
    private @Nullable Held held;
    private boolean ended;

    /** @param estimate the tokens that the call claims */
    Admission(Call call, LimitStore store, TokenEstimate estimate) {
        this.call = call;
        this.store = store;
        this.estimate = estimate;
        call.onEnd(this::end);
    }

    /** Leaves the former places and takes these. Gives the refusal when there are none; else completes empty. */
    Mono<Refused> take(List<Claim> claims) {
        leave(0);
        return claims.isEmpty() ? Mono.empty() : store.take(claims, call.loop()).mapNotNull(this::judge);
    }

    private @Nullable Refused judge(Verdict verdict) {
        call.limitStands(verdict.standings().requests());
        call.tokensStand(verdict.standings().tokens());
        if (verdict instanceof Refused refused) {
            return refused;
        }
        held = ((Admitted) verdict).held();
        if (ended) {
            leave(0);
        }
        return null;
    }

    private void end() {
        ended = true;
        if (held != null) {
            leave(TokenUse.after(call, estimate));
        }
    }

    private void leave(long tokensUsed) {
        Held former = held;
        held = null;
        if (former != null) {
            former.release(tokensUsed);
        }
    }
}
