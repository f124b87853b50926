package dev.caravan.processors.spans;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.PercentEncoding;
import org.jspecify.annotations.Nullable;

/** The workspace that a report names in its path: a label of what is kept, no boundary. */
public final class Workspace {

    private Workspace() {}

    /** Its name; null on paths without one. */
    public static @Nullable String of(Call call) {
        String name = call.request().pathVariables().get("workspace");
        return name == null ? null : PercentEncoding.decode(name);
    }
}
