package dev.caravan.processors.endpoints;

import dev.caravan.processors.auth.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured projects by their ids. Immutable. */
public final class Projects {

    private final List<Project> all;
    private final Map<String, Project> byId;

    /** @param projects their ids are unique */
    public Projects(List<Project> projects) {
        all = List.copyOf(projects);
        Map<String, Project> found = new HashMap<>();
        projects.forEach(project -> found.put(project.id(), project));
        byId = Map.copyOf(found);
    }

    /** The name of a project that somebody may have called by its id; as it is written when there is none of that id. */
    public String named(String nameOrId) {
        Project project = find(nameOrId);
        return project == null ? nameOrId : project.name();
    }

    /** The project that a key belongs to, when it is one whose endpoints are called; null otherwise. */
    public @Nullable Project of(Principal caller) {
        if (caller.project() == null) {
            return null;
        }
        for (Project project : all) {
            if (project.type().equals(Project.GATEWAY) && project.isOpenTo(caller)) {
                return project;
            }
        }
        return null;
    }

    /** The project of that id, in any case; null when there is none. */
    @Nullable
    Project find(String id) {
        return byId.get(id.toLowerCase(Locale.ROOT));
    }
}
