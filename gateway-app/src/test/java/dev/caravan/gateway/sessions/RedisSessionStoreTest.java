package dev.caravan.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.processors.sessions.SessionStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

class RedisSessionStoreTest extends SessionStoreContract {

    private static @Nullable RedisServer server;
    private static @Nullable RedisClient client;
    private static @Nullable StatefulRedisConnection<String, String> connection;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .build();
        server.start();
        client = RedisClient.create("redis://127.0.0.1:" + port);
        connection = client.connect();
    }

    @AfterAll
    static void stop() throws IOException {
        if (connection != null) {
            connection.close();
        }
        if (client != null) {
            client.shutdown();
        }
        if (server != null) {
            server.stop();
        }
    }

    @Override
    SessionStore store() {
        return new RedisSessionStore(connected().async());
    }

    @Test
    void aSessionLivesOnFromItsLastTurnAndIsForgottenThen() {
        append(turn("[1]"), RULES);
        append(turn("[2]"), new SessionRules(Duration.ofMillis(300), 100, 1000));

        assertThat(connected().sync().pttl("caravan:session:" + key.project() + ":" + key.id()))
                .isBetween(1L, 300L);
        await().untilAsserted(() -> assertThat(load(key)).isNull());
    }

    private static StatefulRedisConnection<String, String> connected() {
        if (connection == null) {
            throw new IllegalStateException("it was connected before");
        }
        return connection;
    }
}
