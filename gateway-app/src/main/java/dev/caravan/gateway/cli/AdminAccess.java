package dev.caravan.gateway.cli;

import dev.caravan.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which gateway is administered, and with which key. The key comes from the environment or from a file: other users of the
 * machine can read the arguments of a command.
 */
final class AdminAccess {

    static final List<String> OPTIONS = List.of("--url", "--key-file");

    private static final String URL_VARIABLE = "CARAVAN_ADMIN_URL";
    private static final String KEY_VARIABLE = "CARAVAN_ADMIN_KEY";
    private static final String DEFAULT_URL = "http://127.0.0.1:8081";
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]+");

    private AdminAccess() {}

    /** @throws CommandFailure when the address or the key is missing or cannot be used */
    static AdminClient client(Arguments arguments, Function<String, @Nullable String> environment) {
        Optional<String> option = arguments.option("--url");
        String named = option.isPresent() ? "--url" : URL_VARIABLE;
        String url = option.or(() -> variable(environment, URL_VARIABLE)).orElse(DEFAULT_URL);
        return new AdminClient(origin(named, url), key(arguments, environment));
    }

    private static URI origin(String named, String url) {
        try {
            URI uri = new URI(url);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            boolean bare = !uri.isOpaque()
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && uri.getUserInfo() == null;
            if (web && uri.getHost() != null && bare) {
                return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // Told below, as every other text that is no address.
        }
        throw CommandFailure.wrongUse(
                named + ": '" + url + "' is no address of an admin port. Write it as " + DEFAULT_URL);
    }

    private static Secret key(Arguments arguments, Function<String, @Nullable String> environment) {
        Optional<String> file = arguments.option("--key-file");
        String from = file.map(path -> "--key-file").orElse(KEY_VARIABLE);
        String key = file.map(AdminAccess::content)
                .or(() -> variable(environment, KEY_VARIABLE))
                .orElseThrow(
                        () -> CommandFailure.wrongUse("There is no key to administer the gateway with. Put one with the"
                                + " role admin into " + KEY_VARIABLE + ", or into a file that --key-file=PATH names"));
        if (!KEY.matcher(key).matches()) {
            throw CommandFailure.wrongUse(from + " holds no key: keys have no blanks and no control characters");
        }
        return Secret.of(key);
    }

    private static String content(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (MalformedInputException e) {
            return "";
        } catch (IOException | InvalidPathException e) {
            throw CommandFailure.wrongUse("--key-file: '" + path + "' cannot be read");
        }
    }

    private static Optional<String> variable(Function<String, @Nullable String> environment, String name) {
        return Optional.ofNullable(environment.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
