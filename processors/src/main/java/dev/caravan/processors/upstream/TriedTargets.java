package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The targets that were tried for a call in vain, or passed over, in order; told to the caller. */
final class TriedTargets {

    private static final AsciiString HEADER = AsciiString.cached("x-ingate-attempts");

    private final List<Tried> all = new ArrayList<>();

    private record Tried(Target target, String word, long millis, @Nullable Duration rest) {

        @Override
        public String toString() {
            return name(target) + " (" + word + ", " + millis + " ms)";
        }
    }

    /** @param why a word for the caller */
    void passedOver(Target target, String why) {
        all.add(new Tried(target, why, 0, null));
    }

    /**
     * @param why a word for the caller
     * @param rest how long it wants to be left alone, or null when it did not say
     */
    void failed(Target target, String why, long nanos, @Nullable Duration rest) {
        all.add(new Tried(target, why, nanos / 1_000_000, rest));
    }

    /** The shortest time that one of them wants to be left alone; null when none said so. */
    @Nullable
    Duration shortestRest() {
        Duration shortest = null;
        for (Tried tried : all) {
            Duration rest = tried.rest();
            if (rest != null && (shortest == null || rest.compareTo(shortest) < 0)) {
                shortest = rest;
            }
        }
        return shortest;
    }

    String list() {
        return all.stream().map(Tried::toString).collect(Collectors.joining(", "));
    }

    /** Names them in the answer, and the one that gave it. */
    void tell(Call call, Target answering) {
        Answer answer = call.answer();
        if (!all.isEmpty() && answer != null) {
            answer.headers().set(HEADER, list() + ", " + name(answering));
        }
    }

    private static String name(Target target) {
        return target.provider().name() + "/" + target.model();
    }
}
