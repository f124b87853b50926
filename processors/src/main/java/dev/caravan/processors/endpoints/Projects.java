package dev.caravan.processors.endpoints;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured projects by their ids. Immutable. */
public final class Projects {

    private final Map<String, Project> byId;

    /** @param projects their ids are unique */
    public Projects(List<Project> projects) {
        Map<String, Project> found = new HashMap<>();
        projects.forEach(project -> found.put(project.id(), project));
        byId = Map.copyOf(found);
    }

    /** The project of that id, in any case; null when there is none. */
    @Nullable
    Project find(String id) {
        return byId.get(id.toLowerCase(Locale.ROOT));
    }
}
