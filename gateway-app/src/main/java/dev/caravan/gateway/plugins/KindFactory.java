package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigProblems;
import dev.caravan.gateway.config.Nearest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes things of kinds that the configuration names, and tells what is wrong with their sections.
 *
 * @param <T> what is made
 */
final class KindFactory<T> {

    /** One sort of kinds, and how something is made of them. */
    private record Maker<T>(
            Function<String, Boolean> knows, List<String> names, BiFunction<String, Settings, @Nullable T> make) {}

    private final List<Maker<T>> makers = new ArrayList<>();

    /** Adds kinds; where two have a name, that of the kinds added first counts. */
    <K> KindFactory<T> with(Kinds<K> kinds, BiFunction<K, Settings, T> make) {
        makers.add(new Maker<>(
                kinds.names()::contains,
                List.copyOf(kinds.names()),
                (kind, settings) -> kinds.create(kind, found -> make.apply(found, settings))));
        return this;
    }

    /**
     * Makes one.
     *
     * @param settings the section; what nobody reads of it is a problem
     * @param problems takes what is wrong
     * @return null when it cannot be made
     */
    @Nullable
    T create(String kind, Settings settings, ConfigProblems problems) {
        String fix = "Ask the author of the kind, or leave it out";
        try {
            for (Maker<T> maker : makers) {
                if (maker.knows().apply(kind)) {
                    T made = maker.make().apply(kind, settings);
                    problems.addUnread(settings);
                    return made;
                }
            }
            List<String> names = makers.stream()
                    .flatMap(maker -> maker.names().stream())
                    .distinct()
                    .toList();
            problems.add(
                    settings.path() + ".kind",
                    kind.isEmpty() ? "is missing" : "there is no kind '" + kind + "'",
                    Nearest.hint(kind, names) + "Kinds here: " + String.join(", ", names));
        } catch (SettingsException e) {
            problems.add(e);
        } catch (RuntimeException | LinkageError e) {
            // The kind may be foreign code: a fault in it must not stop the gateway from telling what else is wrong.
            problems.add(settings.path(), "its kind '" + kind + "' broke: " + RejectionReason.of(e), fix);
        }
        return null;
    }
}
