package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.ServerConfig.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void theDefaultsAreThoseOfTheManual() {
        ServerConfig server = file.config(ECHO).server();

        assertThat(server)
                .isEqualTo(new ServerConfig(
                        "127.0.0.1",
                        8080,
                        0,
                        true,
                        null,
                        null,
                        false,
                        new Limits(33_554_432, 0, 65_536, 16_384, 0),
                        new ServerConfig.Timeouts(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(75),
                                Duration.ofSeconds(30))));
    }

    @Test
    void everyValueCanBeSet() {
        ServerConfig server = file.config(
                        """
                        server:
                          host: "::1"
                          port: 0
                          event-loops: 3
                          access-log: false
                          public-url: https://ai.example.com/
                          trust-proxies: true
                          limits: {max-body: 1MiB, max-upload: 2MiB, max-header: 8KiB, max-uri: 4KiB, max-connections: 9}
                          timeouts: {request-head: 1s, request-idle: 2s, keep-alive: 3s, drain: 0s}
                        """
                                + ECHO)
                .server();

        assertThat(server)
                .isEqualTo(new ServerConfig(
                        "::1",
                        0,
                        3,
                        false,
                        null,
                        "https://ai.example.com",
                        true,
                        new Limits(1_048_576, 2_097_152, 8_192, 4_096, 9),
                        new ServerConfig.Timeouts(
                                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.9.1", "\"::1\"", "\"[::1]\""})
    void loopbackNeedsNoKeys(String host) {
        assertThat(file.problems("server:\n  host: " + host + "\n" + ECHO)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "\"::\"", "10.0.0.1", "example.org", "localhost.example.org", "127.0.0.1.example.org"
            })
    void anyOtherHostIsRefusedWithoutKeys(String host) {
        assertThat(file.problems("server:\n  host: " + host + "\n" + ECHO))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2: server.host: '" + host.replace("\"", "")
                        + "' is reachable from other machines")
                .endsWith("Add keys, or listen on 127.0.0.1");
    }

    @Test
    void anyHostIsFineWithAKey() {
        String keys = "keys:\n  - {name: a, hash: \"sha256:" + "a".repeat(64) + "\"}\n";

        assertThat(file.config("server: {host: 0.0.0.0}\n" + ECHO + keys)
                        .server()
                        .host())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void aHostWithAPortIsNoHost() {
        assertThat(file.problems("server: {host: \"http://localhost\"}\n" + ECHO))
                .containsExactly(
                        "gateway.yaml:1: server.host: is no host. Write a name or an IP address, without a port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "1e3", "http"})
    void aPortOutOfRangeIsRefused(String port) {
        assertThat(file.problems("server:\n  port: " + port + "\n" + ECHO))
                .containsExactly("gateway.yaml:2: server.port: '" + port
                        + "' is no whole number from 0 to 65535. Write a number in that range");
    }

    @Test
    void limitsAndTimesHaveABottomAndATop() {
        assertThat(file.problems(
                        """
                        server:
                          limits:
                            max-body: 2GiB
                            max-header: 1B
                          timeouts:
                            request-head: 0s
                            keep-alive: 8d
                        """
                                + ECHO))
                .containsExactly(
                        "gateway.yaml:3: server.limits.max-body: is not between 1KiB and 1GiB. Write a size in that range",
                        "gateway.yaml:4: server.limits.max-header: is not between 1KiB and 1MiB. Write a size in that range",
                        "gateway.yaml:6: server.timeouts.request-head: is not between 1ms and 7d. Write a time in that range",
                        "gateway.yaml:7: server.timeouts.keep-alive: is not between 1ms and 7d. Write a time in that range");
    }

    @Test
    void tlsFilesAreFoundBesideTheConfiguration() throws Exception {
        Path certificate = Files.writeString(folder.resolve("cert.pem"), "x");
        Path key = Files.writeString(folder.resolve("key.pem"), "x");

        ServerConfig.Tls tls = file.with("TLS_PASSWORD", "open sesame")
                .config(
                        """
                        server:
                          tls: {certificate: cert.pem, private-key: "%s", private-key-password: "${TLS_PASSWORD}"}
                        """
                                        .formatted(key.toAbsolutePath())
                                + ECHO)
                .server()
                .tls();

        assertThat(tls).isNotNull();
        assertThat(tls.certificate()).isEqualTo(certificate);
        assertThat(tls.privateKey()).isEqualTo(key);
        assertThat(tls.privateKeyPassword()).isNotNull();
        assertThat(tls.privateKeyPassword().reveal()).isEqualTo("open sesame");
        assertThat(tls.toString()).doesNotContain("sesame");
    }

    @Test
    void tlsFilesThatCannotBeReadAreRefused() {
        assertThat(file.problems("server:\n  tls:\n    certificate: nowhere.pem\n    private-key: .\n" + ECHO))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(
                                        "gateway.yaml:3: server.tls.certificate: 'nowhere.pem' is no file that can be"
                                                + " read. "),
                        second -> assertThat(second)
                                .startsWith(
                                        "gateway.yaml:4: server.tls.private-key: '.' is no file that can be read. "));
    }

    @Test
    void tlsNeedsBothFiles() throws Exception {
        Files.writeString(folder.resolve("cert.pem"), "x");

        assertThat(file.problems("server:\n  tls:\n    certificate: cert.pem\n" + ECHO))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2: server.tls.private-key: is missing. ");
    }

    @Test
    void anEmptyTlsSectionDoesNotMeanPlainHttp() {
        assertThat(file.problems("server:\n  tls:\n" + ECHO)).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .startsWith("gateway.yaml:2: server.tls."));
    }

    @Test
    void tlsMayDependOnTheEnvironment() {
        assertThat(file.config("server:\n  tls:\n    certificate: ${CERT:}\n    private-key: ${KEY:}\n" + ECHO)
                        .server()
                        .tls())
                .isNull();
    }

    @Test
    void aPrivateKeyThatStandsInTheFileItselfIsNotShown() throws Exception {
        Files.writeString(folder.resolve("cert.pem"), "x");

        assertThat(file.problems(
                        """
                        server:
                          tls:
                            certificate: cert.pem
                            private-key: |
                              -----BEGIN PRIVATE KEY-----
                              MIIEvQIBADANBg
                        """
                                + ECHO))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:4: server.tls.private-key: holds the PEM text itself. ")
                .doesNotContain("MIIEvQ");
    }
}
