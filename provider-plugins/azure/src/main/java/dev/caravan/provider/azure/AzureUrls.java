package dev.caravan.provider.azure;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.ProviderRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The URLs of one resource. */
final class AzureUrls {

    private static final String VERSION = "api-version";

    private final String root;
    private final String api;
    private final ApiVersion version;
    private final Map<String, String> deployments;

    /**
     * @param root the resource's URL without a slash at its end
     * @param deployments by the models' names; a model that is not in it is a deployment's name
     */
    AzureUrls(String root, ApiVersion version, Map<String, String> deployments) {
        this.root = root;
        this.api = root + (version.isByDeployment() ? "/openai/" : "/openai/v1/");
        this.version = version;
        this.deployments = Collections.unmodifiableMap(new LinkedHashMap<>(deployments));
    }

    /** The models that are given other names than their deployments', in the order of the configuration. */
    Set<String> renamedModels() {
        return deployments.keySet();
    }

    /** Whether responses can be asked for: their body names the deployment. */
    boolean hasResponses() {
        return version.hasResponses() && deployments.isEmpty();
    }

    /** @throws GatewayError 400 when the path has to name a deployment and the call names no model */
    String of(ProviderRequest request) {
        return switch (request.operation()) {
            case CHAT_COMPLETIONS,
                    EMBEDDINGS,
                    COMPLETIONS,
                    IMAGE_GENERATIONS,
                    IMAGE_EDITS,
                    TRANSCRIPTIONS,
                    TRANSLATIONS,
                    SPEECH ->
                versioned(api + deployment(request) + request.operation().path(), request.query());
            case RESPONSES, MODELS -> versioned(api + request.operation().path(), request.query());
            case REALTIME -> versioned(api + request.operation().path(), realtime(request));
            case RESPONSE_ITEMS, FILES, UPLOADS, BATCHES -> versioned(api + request.path(), request.query());
            case PASSTHROUGH -> joined(root + request.path(), request.query());
            default -> throw new IllegalArgumentException(request.operation() + " is not served");
        };
    }

    /** A session names its deployment in the query: as the model, or, by version, as itself. */
    private @Nullable String realtime(ProviderRequest request) {
        String model = request.model();
        if (model == null) {
            return request.query();
        }
        String rest = request.query() == null ? null : without(request.query(), Set.of("model", "deployment"));
        String name = version.isByDeployment() ? "deployment" : "model";
        return name + "=" + encoded(deployments.getOrDefault(model, model)) + (rest == null ? "" : "&" + rest);
    }

    private String deployment(ProviderRequest request) {
        if (!version.isByDeployment()) {
            return "";
        }
        String model = request.model();
        if (model == null) {
            throw GatewayError.badRequest(
                            "missing_required_parameter",
                            "Missing required parameter: 'model'. It names the deployment.")
                    .withParam("model");
        }
        return "deployments/" + encoded(deployments.getOrDefault(model, model)) + "/";
    }

    private static String encoded(String deployment) {
        return URLEncoder.encode(deployment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The client's query, with the configured version in place of the client's. */
    private String versioned(String url, @Nullable String query) {
        String rest = query == null ? null : without(query, Set.of(VERSION));
        if (version.parameter() == null) {
            return joined(url, rest);
        }
        return joined(url, VERSION + "=" + version.parameter() + (rest == null ? "" : "&" + rest));
    }

    private static @Nullable String without(String query, Set<String> names) {
        StringBuilder kept = new StringBuilder();
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (!names.contains(equals < 0 ? parameter : parameter.substring(0, equals))) {
                kept.append(kept.isEmpty() ? "" : "&").append(parameter);
            }
        }
        return kept.isEmpty() ? null : kept.toString();
    }

    private static String joined(String url, @Nullable String query) {
        return query == null ? url : url + '?' + query;
    }
}
