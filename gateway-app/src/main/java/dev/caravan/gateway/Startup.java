package dev.caravan.gateway;

import dev.caravan.gateway.config.CommandLine;
import dev.caravan.gateway.config.CommandLineException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.logging.LoggingApplicationListener;

/** Starts the gateway. */
final class Startup {

    private static final int WRONG_USE = 2;

    /** Unless the environment says otherwise, as {@code LOGGING_LEVEL_DEV_CARAVAN=DEBUG} does. */
    private static final Map<String, Object> LOGGING = Map.of(
            "logging.structured.format.console", "logstash",
            "logging.level.org.apache.camel", "WARN",
            // Its warnings are of beans that could not be made, for reasons that are told as they are.
            "logging.level.org.springframework", "ERROR");

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private Startup() {}

    /** Returns when the gateway serves; when it cannot, says why and ends the process with 2. */
    static void run(String[] args, PrintStream people) {
        quietenLeakDetection();
        try {
            CommandLine commandLine = CommandLine.parse(args);
            if (commandLine.help()) {
                people.print(CommandLine.HELP);
                return;
            }
            application(commandLine).run();
        } catch (CommandLineException e) {
            people.println(e.getMessage());
            System.exit(WRONG_USE);
        } catch (RuntimeException e) {
            people.println(StartFailure.reason(e));
            System.exit(WRONG_USE);
        }
    }

    /** Sampling buffers for leaks costs a little on every call; who looks for one sets the property. */
    private static void quietenLeakDetection() {
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(LEAK_DETECTION, "disabled");
        }
    }

    /** Of what Spring Boot does at start only the logging is wanted: the gateway reads its configuration itself. */
    private static SpringApplication application(CommandLine commandLine) {
        SpringApplication application = new SpringApplication(GatewayBeans.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setKeepAlive(true);
        application.setAddCommandLineProperties(false);
        application.setAddConversionService(false);
        application.setDefaultProperties(LOGGING);
        application.setListeners(List.of(new LoggingApplicationListener()));
        application.setInitializers(
                List.of(context -> context.getBeanFactory().registerSingleton("commandLine", commandLine)));
        return application;
    }
}
