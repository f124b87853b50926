package dev.caravan.gateway.ledger.query;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.spi.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Who sees what. Any key reads, whatever its scopes: an admin's without a project sees all, one of a project what is its
 * project's, one of none what came by itself.
 */
final class Viewer {

    private Viewer() {}

    /**
     * What the caller sees who asks for that project.
     *
     * @param project null for all that he may see
     * @throws GatewayError 403 {@code project_not_allowed} when it is not his
     */
    static LedgerView of(Call call, @Nullable String project) {
        Principal caller = Authenticate.caller(call);
        String own = caller.project();
        if (own == null && isAdmin(caller)) {
            return project == null ? LedgerView.ALL : LedgerView.ofProject(project);
        }
        if (project != null && !project.equals(own)) {
            throw GatewayError.forbidden(
                            "project_not_allowed",
                            own == null
                                    ? "This key sees its own records only."
                                    : "This key sees the records of project '%s' only.",
                            String.valueOf(own))
                    .withParam("project");
        }
        return own == null ? LedgerView.ofKey(caller.name()) : LedgerView.ofProject(own);
    }

    /** As elsewhere: an admin, or a read-only key with the scope; a member may not administer. */
    private static boolean isAdmin(Principal caller) {
        return caller.role() == Role.ADMIN
                || (caller.role() == Role.READ_ONLY && caller.scopes().contains(Scope.ADMIN));
    }
}
