package dev.caravan.processors.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.models.ModelCatalog;
import dev.caravan.processors.models.UnlistedModelsException;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.EventExecutor;
import java.io.ByteArrayOutputStream;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Asks an upstream for its models: the plugin says where, and reads the answer. A list of more than 8 MiB is none. How long it
 * may take is the caller's business.
 */
public final class LiveModelCatalog implements ModelCatalog {

    private static final int MAX_BYTES = 8 << 20;

    private final UpstreamClients clients;
    private final Scheduler workers;

    /** @param workers threads that may be kept busy: a list may have thousands of models */
    public LiveModelCatalog(UpstreamClients clients, Scheduler workers) {
        this.clients = clients;
        this.workers = workers;
    }

    @Override
    public Mono<List<ModelInfo>> models(EventExecutor loop, ConfiguredProvider provider) {
        ProviderRequest request = new ProviderRequest(
                Operation.MODELS, "GET", "", null, null, false, new NettyHeaderView(EmptyHttpHeaders.INSTANCE), null);
        if (!(provider.provider().prepare(request) instanceof UpstreamRequest send)) {
            return Mono.just(provider.provider().models());
        }
        return get(loop, provider, send).publishOn(workers).map(bytes -> parse(bytes, provider.provider()));
    }

    private Mono<byte[]> get(EventExecutor loop, ConfiguredProvider provider, UpstreamRequest send) {
        return clients.client(loop, provider)
                .headers(headers -> {
                    for (Header header : send.headers()) {
                        headers.set(header.name(), header.value());
                    }
                })
                .request(HttpMethod.GET)
                .uri(provider.formatUrls().getOrDefault(Operation.MODELS, send.url()))
                .response((head, body) -> whole(head, body))
                .next();
    }

    /** The body, or the reason why it cannot be the list; then the connection is closed. */
    private static Mono<byte[]> whole(HttpClientResponse head, Flux<ByteBuf> body) {
        if (head.status().code() != 200) {
            return Mono.error(
                    new UnlistedModelsException("status " + head.status().code()));
        }
        if (declaresTooMuch(head)) {
            return Mono.error(tooLong());
        }
        return body.reduceWith(ByteArrayOutputStream::new, LiveModelCatalog::add)
                .map(ByteArrayOutputStream::toByteArray);
    }

    private static boolean declaresTooMuch(HttpClientResponse head) {
        try {
            return Long.parseLong(head.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "0")) > MAX_BYTES;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static ByteArrayOutputStream add(ByteArrayOutputStream whole, ByteBuf piece) {
        if (whole.size() + piece.readableBytes() > MAX_BYTES) {
            throw tooLong();
        }
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        whole.writeBytes(bytes);
        return whole;
    }

    private static UnlistedModelsException tooLong() {
        return new UnlistedModelsException("a list of more than 8 MiB");
    }

    private static List<ModelInfo> parse(byte[] bytes, Provider provider) {
        JsonNode answer = Json.parse(bytes, 0, bytes.length);
        if (answer == null) {
            throw new UnlistedModelsException("an answer that is no JSON");
        }
        return provider.readModels(answer);
    }
}
