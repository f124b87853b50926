package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.edge.EdgeOptions;
import dev.caravan.gateway.edge.EdgeRoutes;
import dev.caravan.gateway.edge.EventLoops;
import dev.caravan.gateway.edge.ServingRoutes;
import dev.caravan.gateway.routes.RunningRoutes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortsTest {

    private final EventLoops loops = new EventLoops(1);

    @AfterEach
    void stop() {
        loops.close();
    }

    @Test
    void aPortThatIsTakenIsToldByItsSettingAndTheWayToMendIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> open(port, options(0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("server.port: cannot listen on 127.0.0.1:" + port + ": ")
                    .hasMessageContaining("--port=N");
            assertThatThrownBy(() -> open(0, options(port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("admin.port: cannot listen on 127.0.0.1:" + port + ": ")
                    .hasMessageContaining("--admin-port=N")
                    .hasMessageContaining("admin.enabled");
        }
    }

    @Test
    void whereTheAdminPortIsTakenTheOtherIsLetGo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int main;
            try (Ports before = open(0, null)) {
                main = before.address().getPort();
            }
            assertThatThrownBy(() -> open(main, options(taken.getLocalPort()))).isInstanceOf(IOException.class);

            try (Ports after = open(main, null)) {
                assertThat(after.address().getPort()).isEqualTo(main);
            }
        }
    }

    @Test
    void thePortsAreTwoAndBothAreFreeAfterwards() throws IOException {
        int main;
        int admin;
        try (Ports ports = open(0, options(0))) {
            main = ports.address().getPort();
            admin = ports.adminAddress().orElseThrow().getPort();
            assertThat(main).isNotEqualTo(admin);
            assertThat(ports.onLoopback()).isTrue();
        }
        try (Ports again = open(main, options(admin))) {
            assertThat(again.adminAddress().orElseThrow().getPort()).isEqualTo(admin);
        }
    }

    private Ports open(int port, @Nullable EdgeOptions admin) throws IOException {
        RunningRoutes none = new RunningRoutes(
                new ServingRoutes(new EdgeRoutes()),
                new ServingRoutes(new EdgeRoutes()),
                List.of(),
                List.of(),
                () -> {},
                () -> {},
                () -> {});
        return Ports.open(options(port), admin, loops, List.of(), new AtomicBoolean(), none);
    }

    private static EdgeOptions options(int port) {
        Duration second = Duration.ofSeconds(1);
        return new EdgeOptions("127.0.0.1", port, null, 8192, 4096, 0, second, second, second);
    }
}
