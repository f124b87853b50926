package dev.caravan.gateway.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway was started with.
 *
 * @param config {@code --config}, or null for the default file, which may be missing
 * @param port {@code --port}, 0 for any that is free; null for the configured one
 * @param adminPort {@code --admin-port}, the same for the port that the gateway is administered on
 * @param plugins {@code --plugins}, the folder of plugin jars, which may be missing
 * @param help whether only {@link #HELP} is asked for
 */
public record CommandLine(
        @Nullable Path config, @Nullable Integer port, @Nullable Integer adminPort, Path plugins, boolean help) {

    /** What {@code --help} prints. */
    public static final String HELP =
            """
            Usage: java -jar caravan.jar [options]    start the gateway
                   java -jar caravan.jar keys …       create, list, change and revoke its keys; keys --help tells more
                   java -jar caravan.jar validate     check the configuration; takes --config and --plugins

              --config=PATH   the configuration; config/gateway.yaml when left out, or built-in defaults without it
              --port=N        listen on this port instead of the configured one; 0 for any that is free
              --admin-port=N  the same for the port that the gateway is administered on
              --plugins=DIR   the folder of provider plugins (*.jar); plugins when left out
              --help          print this and exit
            """;

    private static final List<String> OPTIONS = List.of("--config", "--port", "--admin-port", "--plugins", "--help");
    private static final Path DEFAULT_PLUGINS = Path.of("plugins");

    /** @throws CommandLineException when an argument is unknown, written twice or has a wrong value */
    public static CommandLine parse(String... args) {
        Map<String, String> values = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String option = equals < 0 ? arg : arg.substring(0, equals);
            if (!OPTIONS.contains(option)) {
                throw new CommandLineException("Unknown option '" + option + "'. " + Nearest.hint(option, OPTIONS)
                        + "Known: " + String.join(", ", OPTIONS));
            }
            String value = equals < 0 ? "" : arg.substring(equals + 1);
            if (value.isEmpty() != option.equals("--help")) {
                throw new CommandLineException(
                        value.isEmpty()
                                ? option + " has no value. Write it behind an equals sign: " + option + "=…"
                                : "--help has no value. Write it alone");
            }
            if (values.put(option, value) != null) {
                throw new CommandLineException(option + " is given twice. Keep one of the two");
            }
        }
        Path plugins = path("--plugins", values);
        return new CommandLine(
                path("--config", values),
                port("--port", values),
                port("--admin-port", values),
                plugins == null ? DEFAULT_PLUGINS : plugins,
                values.containsKey("--help"));
    }

    private static @Nullable Path path(String option, Map<String, String> values) {
        String value = values.get(option);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new CommandLineException(option + ": '" + value + "' is no path. " + e.getReason());
        }
    }

    private static @Nullable Integer port(String option, Map<String, String> values) {
        String value = values.get(option);
        if (value == null) {
            return null;
        }
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535) {
            return Integer.valueOf(value);
        }
        throw new CommandLineException(option + ": '" + value + "' is no port. Write a number from 0 to 65535");
    }
}
