package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.edge.EdgeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeSetupTest {

    private static final String TLS =
            "server: {tls: {certificate: no-cert.pem, private-key: no-key.pem}, limits: {max-header: 2KiB}}\n";
    private static final String KEYS = "keys:\n  - {name: a, hash: \"sha256:%s\"}\n".formatted("0".repeat(64));

    @TempDir
    Path folder;

    @Test
    void onLoopbackTheAdminPortHasTheLimitsOfTheServerAndNoTls() throws IOException {
        EdgeOptions options = EdgeSetup.adminOptions(config(TLS), null);

        assertThat(options).isNotNull();
        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.port()).isEqualTo(8081);
        assertThat(options.maxHeaderBytes()).isEqualTo(2048);
        assertThat(options.tls()).isNull();
    }

    @Test
    void whereOtherMachinesCanConnectItIsEncryptedAsTheServerIs() throws IOException {
        GatewayConfig config = config(TLS + KEYS + "admin: {host: 0.0.0.0}\n");

        assertThatThrownBy(() -> EdgeSetup.adminOptions(config, 0))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("server.tls: ");
    }

    @Test
    void theCommandLinesPortsWin() throws IOException {
        GatewayConfig config = config("server: {port: 1}\nadmin: {port: 2}\n");

        assertThat(EdgeSetup.options(config.server(), 3).port()).isEqualTo(3);
        assertThat(EdgeSetup.options(config.server(), null).port()).isEqualTo(1);
        assertThat(EdgeSetup.adminOptions(config, 4))
                .extracting(EdgeOptions::port)
                .isEqualTo(4);
        assertThat(EdgeSetup.adminOptions(config, null))
                .extracting(EdgeOptions::port)
                .isEqualTo(2);
    }

    @Test
    void anAdminPortThatIsNotEnabledIsNone() throws IOException {
        assertThat(EdgeSetup.adminOptions(config("admin: {enabled: false}\n"), 4))
                .isNull();
    }

    private GatewayConfig config(String yaml) throws IOException {
        Files.writeString(folder.resolve("no-cert.pem"), "no certificate");
        Files.writeString(folder.resolve("no-key.pem"), "no key");
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "providers: {echo: {}}\n" + yaml);
        return new ConfigReader(name -> null).read(file).checked();
    }
}
