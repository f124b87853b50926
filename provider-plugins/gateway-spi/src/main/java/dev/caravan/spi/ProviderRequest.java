package dev.caravan.spi;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a provider.
 *
 * @param operation what is asked for
 * @param method the HTTP method in upper case
 * @param path for {@link Operation#PASSTHROUGH} the path below {@code /proxy/{provider}}, starting with a slash and still
 *     percent-encoded as the client sent it, free of dot segments; for {@link Operation#MODELS} empty; for {@link
 *     Operation#RERANK} {@code v2/rerank} where the client asks in the second version of Cohere's API; for files, uploads and
 *     batches the operation's path with what the client's has below it ({@code files/file-1/content}); otherwise the
 *     operation's path
 * @param query the raw query without the question mark and without the gateway's own credential, or null when there is none
 * @param model the model as the upstream names it, or null where the call has none
 * @param stream whether the client asked for a stream of events
 * @param headers the client's request headers that may go upstream; the gateway forwards them by itself
 * @param body the whole request body, read-only and positioned at its start, or null when there is none or it is streamed
 *     through; valid until {@link Provider#prepare} returns
 */
public record ProviderRequest(
        Operation operation,
        String method,
        String path,
        @Nullable String query,
        @Nullable String model,
        boolean stream,
        HeaderView headers,
        @Nullable ByteBuffer body) {}
