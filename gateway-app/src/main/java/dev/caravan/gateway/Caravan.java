package dev.caravan.gateway;

import dev.caravan.gateway.config.CommandLine;
import dev.caravan.gateway.config.CommandLineException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;

/** The executable: {@code java -jar caravan.jar [--config=PATH] [--port=N] [--plugins=DIR]}. */
public final class Caravan {

    private static final int WRONG_USE = 2;
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private Caravan() {}

    /** Starts the gateway, or says on stderr why not and exits with 2. */
    public static void main(String[] args) {
        quietenLeakDetection();
        PrintStream people = new PrintStream(System.err, true, StandardCharsets.UTF_8);
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

    private static SpringApplication application(CommandLine commandLine) {
        SpringApplication application = new SpringApplication(GatewayBeans.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setAddCommandLineProperties(false);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("commandLine", commandLine));
        return application;
    }
}
