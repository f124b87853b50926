package dev.caravan.processors.budgets;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.limits.UserName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the budgets that a call is paid from, the narrower before the wider. */
final class BudgetClaims {

    private final BudgetRules rules;

    BudgetClaims(BudgetRules rules) {
        this.rules = rules;
    }

    /** Empty where nothing is set. */
    List<BudgetClaim> of(Call call, Principal caller) {
        EndpointCall endpoint = call.endpoint();
        String projectName =
                endpoint == null ? caller.project() : endpoint.project().name();
        Budget project = projectName == null ? null : rules.projects().get(projectName);
        Budget own = endpoint == null ? Budget.NONE : endpoint.endpoint().budget();
        if (rules.perUser().isNone() && caller.budget().isNone() && project == null && own.isNone()) {
            return List.of();
        }
        List<BudgetClaim> claims = new ArrayList<>(4);
        String user = rules.perUser().isNone() ? null : UserName.of(call, caller);
        add(BudgetKind.USER, user, rules.perUser(), claims);
        add(BudgetKind.KEY, caller.name(), caller.budget(), claims);
        add(BudgetKind.ENDPOINT, endpoint == null ? null : endpoint.name(), own, claims);
        add(BudgetKind.PROJECT, projectName, project, claims);
        return claims;
    }

    private static void add(BudgetKind kind, @Nullable String name, @Nullable Budget budget, List<BudgetClaim> claims) {
        if (name != null && budget != null && !budget.isNone()) {
            claims.add(new BudgetClaim(kind, name, budget));
        }
    }
}
