package dev.caravan.provider.bedrock;

import dev.caravan.provider.bedrock.signing.UriEncoding;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Calls Bedrock's runtime. The model is a segment of the path: the colons and slashes of an ARN are percent-encoded. */
final class BedrockProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(
            EnumSet.of(Operation.CONVERSE, Operation.BEDROCK_EMBEDDINGS, Operation.PASSTHROUGH));

    private static final Header JSON = new Header("Content-Type", "application/json");
    private static final List<Header> WHOLE = List.of(JSON, new Header("Accept", "application/json"));
    private static final List<Header> STREAM =
            List.of(JSON, new Header("Accept", "application/vnd.amazon.eventstream"));

    private final String url;
    private final Authorization authorization;
    private final boolean hasCredentials;

    /** @param url the runtime's URL without a slash at its end */
    BedrockProvider(String url, Authorization authorization, boolean hasCredentials) {
        this.url = url;
        this.authorization = authorization;
        this.hasCredentials = hasCredentials;
    }

    @Override
    public Set<Operation> operations() {
        return OPERATIONS;
    }

    @Override
    public boolean hasCredentials() {
        return hasCredentials;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        return switch (request.operation()) {
            case CONVERSE ->
                request.stream()
                        ? send(request, "POST", ofModel(request, "converse-stream"), STREAM)
                        : send(request, "POST", ofModel(request, "converse"), WHOLE);
            case BEDROCK_EMBEDDINGS -> send(request, "POST", ofModel(request, "invoke"), WHOLE);
            case PASSTHROUGH -> send(request, request.method(), url + pathAndQuery(request), List.of());
            default -> throw new IllegalArgumentException(request.operation() + " is not served");
        };
    }

    private UpstreamRequest send(ProviderRequest request, String method, String target, List<Header> headers) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(authorization.headers(new OutgoingCall(request, method, target, headers)));
        return new UpstreamRequest(method, target, List.copyOf(all));
    }

    private String ofModel(ProviderRequest request, String action) {
        String model = request.model();
        if (model == null || model.isEmpty()) {
            throw GatewayError.badRequest("missing_required_parameter", "Missing required parameter: 'model'.")
                    .withParam("model");
        }
        return url + "/model/" + UriEncoding.encode(model) + "/" + action;
    }

    private static String pathAndQuery(ProviderRequest request) {
        return request.query() == null ? request.path() : request.path() + "?" + request.query();
    }
}
