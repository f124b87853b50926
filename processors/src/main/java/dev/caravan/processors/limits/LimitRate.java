package dev.caravan.processors.limits;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Turns away a caller who makes too many calls: 429 {@code rate_limit_exceeded}, for the key, its project, or the user whom
 * {@code X-Ingate-User-Id} names. Runs before the body is read, so that a refused call costs nothing. A refused call counts
 * against none of these limits. A user belongs to the key's project, or to the key where it has none: the same name in another
 * one is somebody else.
 */
public final class LimitRate implements AsyncCallStep {

    private final LimitStore store;
    private final LimitRules rules;

    public LimitRate(LimitStore store, LimitRules rules) {
        this.store = store;
        this.rules = rules;
    }

    @Override
    public Mono<Void> apply(Call call) {
        List<Claim> claims = claims(call, Authenticate.caller(call));
        if (claims.isEmpty()) {
            return Mono.empty();
        }
        return new Admission(call, store).take(claims).flatMap(refused -> Mono.error(refused.error()));
    }

    private List<Claim> claims(Call call, Principal caller) {
        RateLimit project = caller.project() == null ? null : rules.projects().get(caller.project());
        if (rules.perUser().isNone() && caller.limit().isNone() && project == null) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>(3);
        String user = rules.perUser().isNone() ? null : UserName.of(call, caller);
        add(LimitKind.USER, user, rules.perUser(), claims);
        add(LimitKind.KEY, caller.name(), caller.limit(), claims);
        add(LimitKind.PROJECT, caller.project(), project, claims);
        return claims;
    }

    private static void add(LimitKind kind, @Nullable String name, @Nullable RateLimit limit, List<Claim> claims) {
        if (name != null && limit != null && !limit.isNone()) {
            claims.add(new Claim(kind, name, limit));
        }
    }
}
