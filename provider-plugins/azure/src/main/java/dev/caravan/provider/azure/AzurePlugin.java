package dev.caravan.provider.azure;

import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves OpenAI's models, and others with the same API, on Azure. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code resource}</td><td>the resource's name: {@code https://<resource>.openai.azure.com} is called</td></tr>
 * <tr><td>{@code url}</td><td>the resource's URL, in place of its name; {@code /openai} or {@code /openai/v1} at its end is
 *     taken off. One of the two is required</td></tr>
 * <tr><td>{@code api-version}</td><td>absent or {@code v1}: the v1 API, {@code /openai/v1/…}; {@code preview}: its preview; a
 *     date such as {@code 2024-10-21}: the older API, {@code /openai/deployments/<deployment>/…}</td></tr>
 * <tr><td>{@code deployments}</td><td>deployments by the models that clients name, for the older API; a model that is not
 *     listed is a deployment's name. The v1 API names the deployment in the body, as the model: there a model gets another
 *     name by the gateway's {@code aliases}</td></tr>
 * <tr><td>{@code api-key}</td><td>the resource's key, sent as {@code api-key}; with {@code auth: bearer} a token of Entra ID,
 *     sent as {@code Authorization: Bearer …}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default) or {@code bearer}; {@code none} for a proxy that adds the
 *     credential; {@code passthrough} when the client's own credential goes upstream, which is the gateway's doing</td></tr>
 * </table>
 *
 * <p>Responses are served by the v1 API, and by the older one since {@code 2025-03-01-preview} unless {@code deployments}
 * rename models, since there the body names the deployment, which a plugin does not change. Where they are not, the gateway
 * translates them to chat completions.
 *
 * <p>Source of the URLs: <a href="https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle">Azure OpenAI API
 * version lifecycle</a> and <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">Azure OpenAI REST API
 * reference</a>.
 */
public final class AzurePlugin implements ProviderPlugin {

    private enum Auth {
        API_KEY,
        BEARER,
        NONE,
        PASSTHROUGH
    }

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public Provider create(Settings settings) {
        String root = Resource.url(settings);
        ApiVersion version = ApiVersion.read(settings);
        Map<String, String> deployments = settings.textMap("deployments");
        if (!version.isByDeployment() && !deployments.isEmpty()) {
            throw settings.invalid(
                    "deployments",
                    "has no place in the v1 API, where the body's model names the deployment",
                    "Let clients name deployments as models, rename them by aliases, or set api-version: 2024-10-21");
        }
        Auth auth = settings.choice("auth", Auth.class, Auth.API_KEY);
        Optional<String> key = settings.headerValue("api-key");
        boolean keyless = auth == Auth.NONE || auth == Auth.PASSTHROUGH;
        if (keyless && key.isPresent()) {
            throw settings.invalid(
                    "api-key",
                    "is set although auth says that it is not used",
                    "Remove it, or write auth: api-key or auth: bearer");
        }
        List<Header> headers =
                key.map(value -> List.of(credential(auth, value))).orElse(List.of());
        return new AzureProvider(new AzureUrls(root, version, deployments), headers, keyless || key.isPresent());
    }

    private static Header credential(Auth auth, String value) {
        return auth == Auth.BEARER ? new Header("Authorization", "Bearer " + value) : new Header("api-key", value);
    }
}
