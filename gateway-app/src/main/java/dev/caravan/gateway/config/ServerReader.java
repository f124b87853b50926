package dev.caravan.gateway.config;

import dev.caravan.gateway.config.ServerConfig.Limits;
import dev.caravan.gateway.config.ServerConfig.Timeouts;
import dev.caravan.gateway.config.ServerConfig.Tls;
import dev.caravan.spi.Secret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code server}. */
final class ServerReader {

    private static final int MAX_EVENT_LOOPS = 1024;
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long MOST_UPLOAD = 1L << 40;

    private final ConfigSource source;
    private final Path folder;

    /** @param folder what relative paths of files start from */
    ServerReader(ConfigSource source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    /** @param withoutKeys whether no keys are configured, so that only loopback may be listened on */
    ServerConfig read(Section server, boolean withoutKeys) {
        try (server;
                Section limits = server.section("limits");
                Section timeouts = server.section("timeouts")) {
            return new ServerConfig(
                    HostSetting.read(server, withoutKeys),
                    server.integer("port", 8080, 0, 65535),
                    server.integer("event-loops", 0, 0, MAX_EVENT_LOOPS),
                    server.flag("access-log", true),
                    tls(server),
                    server.url("public-url").orElse(null),
                    server.flag("trust-proxies", false),
                    limits(limits),
                    timeouts(timeouts));
        }
    }

    private @Nullable Tls tls(Section server) {
        try (Section tls = server.section("tls")) {
            Optional<String> certificate = tls.text("certificate");
            Optional<String> privateKey = tls.text("private-key");
            Secret password = tls.secret("private-key-password").orElse(null);
            boolean writtenWithoutKeys =
                    source.has(tls.path()) && source.keysOf(tls.path()).isEmpty();
            if (certificate.isEmpty() && privateKey.isEmpty() && password == null && !writtenWithoutKeys) {
                return null;
            }
            return new Tls(file(tls, "certificate", certificate), file(tls, "private-key", privateKey), password);
        }
    }

    private Path file(Section tls, String key, Optional<String> name) {
        String fix = "Write the path of a PEM file; a relative one starts from the configuration's folder";
        if (name.isEmpty()) {
            tls.refuse(key, "is missing", fix);
            return folder;
        }
        if (name.get().contains("-----BEGIN")) {
            tls.refuse(key, "holds the PEM text itself", fix);
            return folder;
        }
        try {
            Path file = folder.resolve(name.get());
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                tls.refuse(key, "'" + name.get() + "' is no file that can be read", fix);
            }
            return file;
        } catch (InvalidPathException e) {
            tls.refuse(key, "'" + name.get() + "' is no path", fix);
            return folder;
        }
    }

    private static Limits limits(Section limits) {
        return new Limits(
                limits.size("max-body", 32 * MIB, KIB, 1024 * MIB, "1KiB and 1GiB"),
                limits.size("max-upload", 0, 0, MOST_UPLOAD, "0B and 1024GiB"),
                (int) limits.size("max-header", 64 * KIB, KIB, MIB, "1KiB and 1MiB"),
                (int) limits.size("max-uri", 16 * KIB, 256, MIB, "256B and 1MiB"),
                limits.integer("max-connections", 0, 0, Integer.MAX_VALUE));
    }

    private static Timeouts timeouts(Section timeouts) {
        return new Timeouts(
                timeouts.duration("request-head", Duration.ofSeconds(10)),
                timeouts.duration("request-idle", Duration.ofSeconds(30)),
                timeouts.duration("keep-alive", Duration.ofSeconds(75)),
                timeouts.durationOrZero("drain", Duration.ofSeconds(30)));
    }
}
