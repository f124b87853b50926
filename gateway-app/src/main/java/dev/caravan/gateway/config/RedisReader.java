package dev.caravan.gateway.config;

import dev.caravan.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code redis}. */
final class RedisReader {

    private static final String FIX = "Write redis://host:6379/0, or rediss://host:6379/0 for TLS";
    private static final String PASSWORD_FIX = "Write it as redis.password: ${REDIS_PASSWORD}";

    private static final Pattern PASSWORD = Pattern.compile("rediss?://[^:@/]*:(?<password>[^@]*)@");

    private final ConfigSource source;

    RedisReader(ConfigSource source) {
        this.source = source;
    }

    /** @return null where the file has no such section */
    @Nullable
    RedisConfig read(Section redis) {
        try (redis) {
            boolean written = source.has(redis.path());
            Optional<String> url = redis.text("url");
            String user = redis.text("user").orElse(null);
            Secret password = redis.secret("password").orElse(null);
            RedisConfig config = new RedisConfig(
                    Secret.of(url.orElse("")), user, password, redis.duration("timeout", RedisConfig.DEFAULT_TIMEOUT));
            if (!written) {
                return null;
            }
            if (url.isEmpty()) {
                redis.refuse("url", "is missing", FIX);
            } else {
                check(redis, url.get());
            }
            if (user != null && password == null) {
                redis.refuse("user", "stands without a password", PASSWORD_FIX);
            }
            return config;
        }
    }

    private void check(Section redis, String url) {
        Optional<URI> parsed = parse(url);
        if (parsed.isEmpty()) {
            redis.refuse(
                    "url", "is no URL", FIX + "; a password with characters that no URL can hold is redis.password");
            return;
        }
        URI uri = parsed.get();
        if (!"redis".equals(uri.getScheme()) && !"rediss".equals(uri.getScheme())) {
            redis.refuse("url", "is not one of redis:// or rediss://", FIX);
        } else if (uri.getHost() == null) {
            redis.refuse("url", "names no host", FIX);
        } else if (uri.getQuery() != null || uri.getFragment() != null || !isDatabase(uri.getPath())) {
            redis.refuse("url", "has more than a host, a port and the number of a database", FIX);
        } else if (uri.getUserInfo() != null && !isFilledIn(redis.pathOf("url"))) {
            redis.refuse("url", "holds a password in clear", PASSWORD_FIX);
        }
    }

    /** Whether the password comes from the environment, by itself or with all of the URL. */
    private boolean isFilledIn(String path) {
        return source.isReference(path)
                || source.withReferences(path)
                        .map(PASSWORD::matcher)
                        .filter(Matcher::lookingAt)
                        .filter(matcher -> Placeholders.isReference(matcher.group("password")))
                        .isPresent();
    }

    private static boolean isDatabase(String path) {
        return path.matches("/?|/[0-9]{1,5}");
    }

    private static Optional<URI> parse(String url) {
        try {
            return Optional.of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
