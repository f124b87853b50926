package dev.caravan.processors.endpoints;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;

/**
 * Finds the project whose id is the path variable {@code project}. Answers 404 {@code project_not_found}, 403 {@code
 * wrong_project} to a key of another one, and 400 {@code wrong_project_type} for one that is not called here. Runs after the
 * caller was authenticated, so that nobody else learns which projects there are.
 */
public final class FindProject implements CallStep {

    private final Projects projects;

    public FindProject(Projects projects) {
        this.projects = projects;
    }

    @Override
    public void apply(Call call) {
        Principal caller = Authenticate.caller(call);
        String id = call.request().pathVariables().getOrDefault("project", "");
        Project project = projects.find(id);
        if (project == null) {
            throw GatewayError.of(404, "project_not_found", "Project '%s' does not exist.", id);
        }
        if (!project.isOpenTo(caller)) {
            throw GatewayError.forbidden("wrong_project", "Token does not belong to this project.");
        }
        if (!project.type().equals(Project.GATEWAY)) {
            throw GatewayError.badRequest(
                    "wrong_project_type",
                    "Project '%s' is of the type '%s'; endpoints are called on projects of the type '%s' only.",
                    project.name(),
                    project.type(),
                    Project.GATEWAY);
        }
        call.enters(project);
    }
}
