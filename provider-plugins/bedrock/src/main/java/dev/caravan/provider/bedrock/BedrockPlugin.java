package dev.caravan.provider.bedrock;

import dev.caravan.provider.bedrock.signing.Credentials;
import dev.caravan.provider.bedrock.signing.RequestSigner;
import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Secret;
import dev.caravan.spi.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves Amazon Bedrock's runtime. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code region}</td><td>such as {@code us-east-1}; needed unless {@code url} is given, and for signing unless the
 *     URL names it</td></tr>
 * <tr><td>{@code url}</td><td>{@code https://bedrock-runtime.{region}.amazonaws.com} unless given</td></tr>
 * <tr><td>{@code access-key-id}, {@code secret-access-key}</td><td>sign each call by AWS Signature Version 4</td></tr>
 * <tr><td>{@code session-token}</td><td>what temporary credentials come with</td></tr>
 * <tr><td>{@code api-key}</td><td>a Bedrock API key in their place, sent as {@code Authorization: Bearer …}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code sigv4} (the default), {@code api-key} (the default with such a key), or {@code
 *     passthrough} when the client's own API key goes upstream, which is the gateway's doing</td></tr>
 * </table>
 *
 * <p>Which models there are is a matter of the account and its region; the gateway knows those of its configuration.
 *
 * <p>Paths are those of <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html">the
 * runtime's API reference</a>; API keys are described <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html">in the user guide</a>.
 */
public final class BedrockPlugin implements ProviderPlugin {

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+)+");
    private static final Pattern REGION_IN_HOST =
            Pattern.compile("//(?:[^/]*\\.)?bedrock-runtime(?:-fips)?\\.([a-z0-9-]+)\\.");

    private enum Auth {
        SIGV4,
        API_KEY,
        PASSTHROUGH
    }

    private final Clock clock;

    /** Signs by the system's clock. */
    public BedrockPlugin() {
        this(Clock.systemUTC());
    }

    BedrockPlugin(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public Provider create(Settings settings) {
        Optional<String> region = region(settings);
        String url = url(settings, region);
        Optional<String> apiKey = settings.headerValue("api-key");
        Optional<Credentials> credentials = credentials(settings);
        Auth auth = settings.choice("auth", Auth.class, apiKey.isPresent() ? Auth.API_KEY : Auth.SIGV4);
        refuseUnused(settings, auth, apiKey, credentials);
        return switch (auth) {
            case SIGV4 ->
                new BedrockProvider(
                        url,
                        credentials.isEmpty()
                                ? Authorization.NONE
                                : new SignedAuthorization(signer(settings, url, region, credentials.get())),
                        credentials.isPresent());
            case API_KEY ->
                new BedrockProvider(
                        url, apiKey.map(BedrockPlugin::bearer).orElse(Authorization.NONE), apiKey.isPresent());
            case PASSTHROUGH -> new BedrockProvider(url, Authorization.NONE, true);
        };
    }

    private static Optional<String> region(Settings settings) {
        Optional<String> region = settings.text("region");
        if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
            throw settings.invalid("region", "'" + region.get() + "' is no AWS region", "Write one such as us-east-1");
        }
        return region;
    }

    private static String url(Settings settings, Optional<String> region) {
        if (region.isEmpty() && settings.text("url").isEmpty()) {
            throw settings.invalid("region", "is missing", "Write one such as us-east-1, or a url");
        }
        String url = settings.baseUrl("url", "https://bedrock-runtime." + region.orElse("") + ".amazonaws.com");
        return url;
    }

    private static Optional<Credentials> credentials(Settings settings) {
        Optional<String> id = settings.headerValue("access-key-id");
        Optional<String> secret = settings.headerValue("secret-access-key");
        Optional<String> token = settings.headerValue("session-token");
        if (id.isPresent() && secret.isEmpty()) {
            throw settings.invalid("secret-access-key", "is missing", "Write the half that belongs to access-key-id");
        }
        if (id.isEmpty() && (secret.isPresent() || token.isPresent())) {
            throw settings.invalid("access-key-id", "is missing", "Write the id of the access key");
        }
        return id.map(value -> new Credentials(
                value, Secret.of(secret.orElseThrow()), token.map(Secret::of).orElse(null)));
    }

    private static void refuseUnused(
            Settings settings, Auth auth, Optional<String> apiKey, Optional<Credentials> credentials) {
        if (auth != Auth.API_KEY && apiKey.isPresent()) {
            throw settings.invalid(
                    "api-key", "is set although auth says that it is not used", "Remove it, or write auth: api-key");
        }
        if (auth != Auth.SIGV4 && credentials.isPresent()) {
            throw settings.invalid(
                    "access-key-id",
                    "is set although calls are not signed",
                    apiKey.isPresent() ? "Remove it, or remove api-key" : "Remove it, or write auth: sigv4");
        }
    }

    private RequestSigner signer(Settings settings, String url, Optional<String> region, Credentials credentials) {
        Matcher host = REGION_IN_HOST.matcher(url);
        String signed = region.orElseGet(() -> {
            if (host.find()) {
                return host.group(1);
            }
            throw settings.invalid("region", "is missing, and the url does not tell it", "Write one such as us-east-1");
        });
        return new RequestSigner(credentials, signed, "bedrock", clock);
    }

    private static Authorization bearer(String key) {
        Header header = new Header("Authorization", "Bearer " + key);
        return call -> List.of(header);
    }
}
