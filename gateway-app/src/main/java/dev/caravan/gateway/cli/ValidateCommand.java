package dev.caravan.gateway.cli;

import dev.caravan.gateway.config.CommandLine;
import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ConfigException;
import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.plugins.Extensions;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.gateway.plugins.Plugins;
import dev.caravan.gateway.pricing.PriceFiles;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code validate}: reads the configuration as a start of the gateway does, with its plugins, and tells what is wrong. */
final class ValidateCommand implements Command {

    @Override
    public void run(
            List<String> args, Function<String, @Nullable String> environment, PrintStream out, PrintStream err) {
        CommandLine commandLine = CommandLine.parse(args.toArray(String[]::new));
        if (commandLine.help()) {
            out.print(CommandLine.HELP);
            return;
        }
        try (Plugins plugins = PluginLoader.load(ValidateCommand.class.getClassLoader(), commandLine.plugins())) {
            plugins.rejected()
                    .forEach(plugin -> err.println("Skipped plugin " + plugin.origin() + ": " + plugin.reason()));
            ConfigDraft draft = new ConfigReader(environment).read(commandLine.config());
            Extensions.of(ValidateCommand.class.getClassLoader(), plugins)
                    .make(draft)
                    .close();
            GatewayConfig config = draft.checked();
            PriceFiles.read(config.prices());
        } catch (ConfigException e) {
            throw CommandFailure.wrongUse(e.getMessage());
        }
        out.println(name(commandLine.config()) + ": no problem found");
    }

    private static String name(@Nullable Path named) {
        if (named != null) {
            return named.toString();
        }
        return Files.exists(ConfigReader.DEFAULT_FILE) ? ConfigReader.DEFAULT_FILE.toString() : "built-in defaults";
    }
}
