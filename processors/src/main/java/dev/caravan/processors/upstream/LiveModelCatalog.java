package dev.caravan.processors.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.models.ModelCatalog;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClientResponse;

/** Asks an upstream for its models in OpenAI's list format ({@code GET /v1/models}: {@code data[].id, created, owned_by}). */
public final class LiveModelCatalog implements ModelCatalog {

    /** A list of models of ten million bytes or more is none. */
    private static final int MAX_LENGTH_DIGITS = 7;

    private final UpstreamClients clients;

    public LiveModelCatalog(UpstreamClients clients) {
        this.clients = clients;
    }

    @Override
    public Mono<List<ModelInfo>> models(EventExecutor loop, ConfiguredProvider provider) {
        ProviderRequest request = new ProviderRequest(
                Operation.MODELS, "GET", "", null, null, false, new NettyHeaderView(EmptyHttpHeaders.INSTANCE), null);
        if (!(provider.provider().prepare(request) instanceof UpstreamRequest send)) {
            return Mono.just(provider.provider().models());
        }
        return get(loop, provider, send);
    }

    private Mono<List<ModelInfo>> get(EventExecutor loop, ConfiguredProvider provider, UpstreamRequest send) {
        return clients.client(loop, provider)
                .headers(headers -> {
                    for (Header header : send.headers()) {
                        headers.set(header.name(), header.value());
                    }
                })
                .request(HttpMethod.GET)
                .uri(send.url())
                .responseSingle((head, body) -> read(head, body, provider.provider()));
    }

    private static Mono<List<ModelInfo>> read(HttpClientResponse head, ByteBufMono body, Provider provider) {
        if (head.status().code() != 200) {
            return Mono.error(new IOException("status " + head.status().code()));
        }
        String declared = head.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        if (declared.length() > MAX_LENGTH_DIGITS) {
            return Mono.error(new IOException("a list of " + declared + " bytes"));
        }
        return body.asByteArray().map(bytes -> parse(bytes, provider));
    }

    private static List<ModelInfo> parse(byte[] bytes, Provider provider) {
        JsonNode answer = Json.parse(bytes, 0, bytes.length);
        if (answer == null) {
            throw new UncheckedIOException(new IOException("the list of models is no JSON"));
        }
        return provider.readModels(answer);
    }
}
