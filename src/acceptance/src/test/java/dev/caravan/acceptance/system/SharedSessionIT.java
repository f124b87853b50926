package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** A session in Redis, which a second gateway goes on with; and what becomes of it when Redis is gone. */
class SharedSessionIT {

    private static final String PROJECT = "/api/6f9619ff-8b86-4011-b42d-00c04fc964ff";

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers: {echo: {}}
            redis: {url: "redis://127.0.0.1:%d", timeout: 5s}
            sessions: {store: redis}
            projects:
              shop:
                id: 6f9619ff-8b86-4011-b42d-00c04fc964ff
                type: ai-gateway
                endpoints:
                  talk: {model: echo/echo-1}
            keys:
              - {name: app, key: "${APP_KEY}", role: member, project: shop}
            """;

    private RedisServer redis;
    private int port;

    @BeforeEach
    void startRedis() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
    }

    @AfterEach
    void stopRedis() throws IOException {
        redis.stop();
    }

    @Test
    void a_session_goes_on_at_another_gateway() throws Exception {
        try (GatewayProcess one = GatewayProcess.launch(CONFIG.formatted(port)).start();
                GatewayProcess other =
                        GatewayProcess.launch(CONFIG.formatted(port)).start()) {
            JsonNode first = talk(one, "{\"message\":\"One\",\"session\":true}").json();
            String session = first.path("meta").path("session_id").asText();

            JsonNode second = talk(other, "{\"message\":\"Two\",\"session_id\":\"" + session + "\"}")
                    .json();
            assertThat(second.path("meta").path("session_id").asText()).isEqualTo(session);
            assertThat(second.path("usage").path("prompt_tokens").asInt())
                    .as("the history is part of what is asked")
                    .isGreaterThan(first.path("usage").path("prompt_tokens").asInt());

            redis.stop();
            RawAnswer without = talk(other, "{\"message\":\"Three\",\"session_id\":\"" + session + "\"}");
            assertThat(without.status()).isEqualTo(503);
            assertThat(without.json().path("ok").asBoolean(true)).isFalse();
            assertThat(without.json().path("error").asText()).contains("session cannot be read now");
            assertThat(talk(other, "{\"message\":\"Four\"}").status()).isEqualTo(200);
        }
    }

    private static RawAnswer talk(GatewayProcess gateway, String body) throws IOException {
        return Requests.exchange(gateway, Requests.post(PROJECT + "/talk", body));
    }
}
