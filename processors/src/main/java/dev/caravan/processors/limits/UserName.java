package dev.caravan.processors.limits;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Names the users of callers. A user belongs to the key's project, or to the key where it has none: the same name in another one
 * is somebody else.
 */
public final class UserName {

    private static final AsciiString HEADER = AsciiString.cached("x-ingate-user-id");

    /** Of a longer name only so much is kept, with its hash. */
    private static final int LONGEST = 200;

    private UserName() {}

    /**
     * The user whom {@code X-Ingate-User-Id} names.
     *
     * @return three lines: {@code project} or {@code key}, its name, and the user's; null when nobody is named
     */
    public static @Nullable String of(Call call, Principal caller) {
        String id = call.request().headers().get(HEADER);
        if (id == null || id.isEmpty()) {
            return null;
        }
        String kept = id.length() <= LONGEST ? id : id.substring(0, LONGEST) + "#" + id.hashCode();
        return caller.project() == null
                ? "key\n" + caller.name() + "\n" + kept
                : "project\n" + caller.project() + "\n" + kept;
    }
}
