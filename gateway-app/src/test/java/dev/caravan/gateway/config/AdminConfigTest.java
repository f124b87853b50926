package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.AdminConfig.Stats;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void withoutTheSectionThisMachineMayAdminister() {
        assertThat(file.config(ECHO).admin())
                .isEqualTo(new AdminConfig(true, "127.0.0.1", 8081, Stats.EVERYBODY, false));
    }

    @Test
    void everyValueCanBeSet() {
        assertThat(file.config("admin: {enabled: false, host: '::1', port: 0, stats: admin, debug: true}\n" + ECHO)
                        .admin())
                .isEqualTo(new AdminConfig(false, "::1", 0, Stats.ADMIN, true));
    }

    @Test
    void otherMachinesMayOnlyConnectWhereKeysAreConfigured() {
        assertThat(file.problems("admin:\n  host: 0.0.0.0\n" + ECHO))
                .containsExactly(
                        "gateway.yaml:2: admin.host: '0.0.0.0' is reachable from other machines, and no keys are"
                                + " configured. Add keys, or listen on 127.0.0.1");
        assertThat(file.with("KEY", "k")
                        .problems("admin: {host: 0.0.0.0}\nkeys:\n  - {name: a, key: \"${KEY}\"}\n" + ECHO))
                .isEmpty();
    }

    @Test
    void mistakesAreToldWithTheirKeys() {
        assertThat(file.problems("admin:\n  host: http://x\n  port: 70000\n  prot: 1\n" + ECHO))
                .satisfiesExactly(
                        host -> assertThat(host).startsWith("gateway.yaml:2: admin.host: is no host. "),
                        port -> assertThat(port).startsWith("gateway.yaml:3: admin.port: "),
                        unknown -> assertThat(unknown)
                                .startsWith("gateway.yaml:4: admin.prot: ")
                                .contains("Did you mean 'port'?", "Known here: debug, enabled, host, port, stats"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "localhost, true", "::1, true", "0.0.0.0, false", "gateway.internal, false"})
    void loopbackIsKnownByTheText(String host, boolean loopback) {
        assertThat(new AdminConfig(true, host, 0, Stats.OFF, false).onLoopback())
                .isEqualTo(loopback);
    }
}
