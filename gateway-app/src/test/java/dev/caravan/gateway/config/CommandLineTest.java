package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @Test
    void withoutArgumentsTheDefaultsHold() {
        assertThat(CommandLine.parse()).isEqualTo(new CommandLine(null, null, null, Path.of("plugins"), false));
    }

    @Test
    void everyOptionIsRead() {
        assertThat(CommandLine.parse("--config=a=b.yaml", "--port=0", "--admin-port=9", "--plugins=more"))
                .isEqualTo(new CommandLine(Path.of("a=b.yaml"), 0, 9, Path.of("more"), false));
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(CommandLine.parse("--help").help()).isTrue();
        assertThat(CommandLine.HELP).contains("--config=PATH", "--port=N", "--admin-port=N", "--plugins=DIR", "--help");
        assertThat(CommandLine.HELP).contains("caravan.jar keys", "caravan.jar validate");
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearestOne() {
        assertThatThrownBy(() -> CommandLine.parse("--confg=x"))
                .isInstanceOf(CommandLineException.class)
                .hasMessage("Unknown option '--confg'. Did you mean '--config'? Known: --config, --port, --admin-port,"
                        + " --plugins, --help");
        assertThatThrownBy(() -> CommandLine.parse("serve"))
                .hasMessage("Unknown option 'serve'. Known: --config, --port, --admin-port, --plugins, --help");
    }

    @Test
    void anOptionWithoutAValueIsRefused() {
        assertThatThrownBy(() -> CommandLine.parse("--config", "x"))
                .hasMessage("--config has no value. Write it behind an equals sign: --config=…");
        assertThatThrownBy(() -> CommandLine.parse("--plugins=")).hasMessageStartingWith("--plugins has no value");
        assertThatThrownBy(() -> CommandLine.parse("--help=me")).hasMessage("--help has no value. Write it alone");
    }

    @Test
    void anOptionThatIsGivenTwiceIsRefused() {
        assertThatThrownBy(() -> CommandLine.parse("--port=1", "--port=2"))
                .hasMessage("--port is given twice. Keep one of the two");
        assertThatThrownBy(() -> CommandLine.parse("--help", "--help")).hasMessageStartingWith("--help is given twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "99999999999", "http", "+80", "٨٠"})
    void aPortThatIsNoneIsRefused(String port) {
        assertThatThrownBy(() -> CommandLine.parse("--port=" + port))
                .hasMessage("--port: '" + port + "' is no port. Write a number from 0 to 65535");
        assertThatThrownBy(() -> CommandLine.parse("--admin-port=" + port))
                .hasMessage("--admin-port: '" + port + "' is no port. Write a number from 0 to 65535");
    }
}
