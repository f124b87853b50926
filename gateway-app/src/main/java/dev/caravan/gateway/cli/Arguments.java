package dev.caravan.gateway.cli;

import dev.caravan.gateway.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows a command: words, and options that are written {@code --name=value}, or {@code --name} alone. */
final class Arguments {

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();

    private Arguments() {}

    /**
     * @param options those that have a value, with their dashes
     * @param flags those that have none
     * @throws CommandFailure when an option is unknown, written twice, or has a value too few or too many
     */
    static Arguments parse(List<String> args, Collection<String> options, Collection<String> flags) {
        Arguments arguments = new Arguments();
        for (String arg : args) {
            if (!arg.startsWith("-")) {
                arguments.words.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = equals < 0 ? "" : arg.substring(equals + 1);
            if (!options.contains(name) && !flags.contains(name)) {
                throw unknown(name, options, flags);
            }
            if (flags.contains(name) ? equals >= 0 : value.isBlank()) {
                throw CommandFailure.wrongUse(
                        flags.contains(name)
                                ? name + " has no value. Write it alone"
                                : name + " has no value. Write it behind an equals sign: " + name + "=…");
            }
            if (arguments.options.put(name, value) != null) {
                throw CommandFailure.wrongUse(name + " is given twice. Keep one of the two");
            }
        }
        return arguments;
    }

    /** The value of an option. */
    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Whether an option is there, with or without a value. */
    boolean has(String name) {
        return options.containsKey(name);
    }

    /** @throws CommandFailure when there are words, for which the command has no use */
    void refuseWords() {
        if (!words.isEmpty()) {
            throw CommandFailure.wrongUse(
                    "'" + words.get(0) + "' is one word too many. Options are written --name=value");
        }
    }

    /**
     * The one word that the command needs.
     *
     * @param what what it is, for the message
     */
    String onlyWord(String what) {
        if (words.size() != 1) {
            throw CommandFailure.wrongUse(
                    words.isEmpty() ? "The " + what + " is missing" : "'" + words.get(1) + "' is one word too many");
        }
        return words.get(0);
    }

    private static CommandFailure unknown(String name, Collection<String> options, Collection<String> flags) {
        List<String> known = new ArrayList<>(options);
        known.addAll(flags);
        return CommandFailure.wrongUse(
                "Unknown option '" + name + "'. " + Nearest.hint(name, known) + "Known: " + String.join(", ", known));
    }
}
