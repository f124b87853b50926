package dev.caravan.processors.limits;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.endpoints.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The limits that hold for a caller: of the user whom {@code X-Ingate-User-Id} names, of the key, of the endpoint where it is
 * known by then, and of the project that is called, else of the key's. A user belongs to the key's project, or to the key where it
 * has none: the same name in another one is somebody else.
 */
final class CallerLimits {

    private final LimitRules rules;
    private final Predicate<RateLimit> matters;

    /** What is claimed of one limit. */
    @FunctionalInterface
    interface Wish {

        Claim of(LimitKind kind, String name, RateLimit limit);
    }

    /** @param matters which limits are looked at */
    CallerLimits(LimitRules rules, Predicate<RateLimit> matters) {
        this.rules = rules;
        this.matters = matters;
    }

    /** Whether any limit matters for that call. */
    boolean holdFor(Call call) {
        Principal caller = Authenticate.caller(call);
        return matters.test(rules.perUser())
                || matters.test(caller.limit())
                || matters.test(ofProject(project(call, caller)))
                || (call.endpoint() != null
                        && matters.test(call.endpoint().endpoint().limit()));
    }

    /** What the call claims of each, the narrowest first. */
    List<Claim> claims(Call call, Wish wish) {
        Principal caller = Authenticate.caller(call);
        List<Claim> claims = new ArrayList<>(3);
        String user = matters.test(rules.perUser()) ? UserName.of(call, caller) : null;
        add(LimitKind.USER, user, rules.perUser(), wish, claims);
        add(LimitKind.KEY, caller.name(), caller.limit(), wish, claims);
        EndpointCall endpoint = call.endpoint();
        if (endpoint != null) {
            add(LimitKind.ENDPOINT, endpoint.name(), endpoint.endpoint().limit(), wish, claims);
        }
        String project = project(call, caller);
        add(LimitKind.PROJECT, project, ofProject(project), wish, claims);
        return claims;
    }

    private static @Nullable String project(Call call, Principal caller) {
        Project called = call.project();
        return called == null ? caller.project() : called.name();
    }

    private RateLimit ofProject(@Nullable String project) {
        return project == null ? RateLimit.NONE : rules.projects().getOrDefault(project, RateLimit.NONE);
    }

    private void add(LimitKind kind, @Nullable String name, RateLimit limit, Wish wish, List<Claim> claims) {
        if (name != null && matters.test(limit)) {
            claims.add(wish.of(kind, name, limit));
        }
    }
}
