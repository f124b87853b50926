package dev.caravan.gateway.redis;

import dev.caravan.gateway.config.RedisConfig;
import dev.caravan.spi.Secret;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A real Redis on a free port of this machine, which can be stopped, and started again without its data. */
public final class TestRedis implements AutoCloseable {

    private final int port = freePort();
    private final String settings;
    private @Nullable RedisServer server;

    private TestRedis(String settings) {
        this.settings = settings;
    }

    /** One that runs. */
    public static TestRedis started() {
        return started("");
    }

    /** @param setting a line of its configuration */
    public static TestRedis started(String setting) {
        TestRedis redis = new TestRedis(setting);
        redis.start();
        return redis;
    }

    /** One that does not run yet. */
    public static TestRedis stopped() {
        return new TestRedis("");
    }

    public void start() {
        try {
            server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting(settings)
                    .build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void stop() {
        try {
            if (server != null) {
                server.stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port + "/0";
    }

    /** How to connect with a time-out that a busy machine keeps. */
    public RedisConfig config() {
        return config(Duration.ofSeconds(5));
    }

    RedisConfig config(Duration timeout) {
        return new RedisConfig(Secret.of(url()), null, null, timeout);
    }

    /** Asks it something, on a connection of its own. */
    public <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client = RedisClient.create(RedisURI.create(url()));
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    /** The keys that it has now. */
    public List<String> keys() {
        return ask(commands -> commands.keys("*"));
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
