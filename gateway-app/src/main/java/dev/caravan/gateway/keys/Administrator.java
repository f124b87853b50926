package dev.caravan.gateway.keys;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Who administers keys, and whose. The caller's key decides: one without a project administers all keys, one of a project
 * those of that project. Other keys do not exist for him.
 *
 * @param project the project, or null for all
 */
record Administrator(@Nullable String project) {

    static Administrator of(Call call) {
        Principal caller = Authenticate.caller(call);
        return new Administrator(caller.project());
    }

    boolean administers(Principal key) {
        return project == null || project.equals(key.project());
    }

    /**
     * Refuses to give a key to a project, or to no project, that is not his.
     *
     * @throws GatewayError 403 {@code project_not_allowed}
     */
    void refuseOther(Principal key) {
        if (!administers(key)) {
            throw notAllowed();
        }
    }

    /**
     * Whose keys he sees who asks for that project's.
     *
     * @return null for everybody's
     * @throws GatewayError 403 {@code project_not_allowed}
     */
    @Nullable
    String sees(@Nullable String asked) {
        if (asked != null && project != null && !project.equals(asked)) {
            throw notAllowed();
        }
        return asked == null ? project : asked;
    }

    private GatewayError notAllowed() {
        return GatewayError.forbidden(
                        "project_not_allowed", "This key administers the keys of project '%s' only.", project)
                .withParam("project");
    }
}
