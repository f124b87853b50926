package dev.caravan.processors.limits;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The places that one call holds while it lasts. It leaves them when it goes on to other ones, and when it ends. Confined to
 * the call's event loop.
 */
final class Admission {

    private final Call call;
    private final LimitStore store;
    private @Nullable Runnable leave;
    private boolean ended;

    Admission(Call call, LimitStore store) {
        this.call = call;
        this.store = store;
        call.onEnd(this::end);
    }

    /** Leaves the former places and takes these. Gives the refusal when there are none; else completes empty. */
    Mono<Refused> take(List<Claim> claims) {
        leave();
        return store.take(claims).mapNotNull(this::judge);
    }

    private @Nullable Refused judge(Verdict verdict) {
        call.limitStands(verdict.standing());
        if (verdict instanceof Refused refused) {
            return refused;
        }
        leave = ((Admitted) verdict).leave();
        if (ended) {
            leave();
        }
        return null;
    }

    private void end() {
        ended = true;
        leave();
    }

    private void leave() {
        Runnable held = leave;
        leave = null;
        if (held != null) {
            held.run();
        }
    }
}
