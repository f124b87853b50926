package dev.caravan.processors.upstream;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.UpstreamRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Set;

/**
 * Which headers pass, both ways. What is on no list stays behind: hop-by-hop headers, cookies, {@code X-Ingate-*}, and every
 * credential but one that {@link ForwardableCredential} lets through.
 */
final class UpstreamHeaders {

    private static final HeaderAllowList REQUEST = new HeaderAllowList(
            Set.of(
                    "accept",
                    "content-type",
                    "content-encoding",
                    "user-agent",
                    "idempotency-key",
                    "x-client-request-id",
                    "openai-beta",
                    "openai-organization",
                    "openai-project",
                    "anthropic-version",
                    "anthropic-beta",
                    "anthropic-dangerous-direct-browser-access",
                    "anthropic-user-profile-id",
                    "traceparent",
                    "tracestate"),
            List.of("x-stainless-"));

    /** What means the same to every provider. */
    private static final HeaderAllowList TRANSLATED_REQUEST = new HeaderAllowList(
            Set.of("user-agent", "idempotency-key", "x-client-request-id", "traceparent", "tracestate"), List.of());

    /** A pass-through call may be any HTTP: ranges, conditions and encodings are its own business. */
    private static final HeaderAllowList PASSTHROUGH_REQUEST = new HeaderAllowList(
            Set.of(
                    "accept-encoding",
                    "accept-language",
                    "cache-control",
                    "content-disposition",
                    "if-match",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "if-unmodified-since",
                    "range",
                    "x-goog-api-client",
                    "x-goog-user-project"),
            List.of("x-goog-upload-"));

    private static final HeaderAllowList ANSWER = new HeaderAllowList(
            Set.of(
                    "content-type",
                    "content-length",
                    "content-encoding",
                    "content-disposition",
                    "cache-control",
                    "retry-after",
                    "retry-after-ms",
                    "x-should-retry",
                    "x-request-id",
                    "request-id",
                    "apim-request-id",
                    "x-ms-region",
                    "azureml-model-session",
                    "a2a-version",
                    "a2a-extensions",
                    "x-a2a-extensions",
                    "x-amzn-requestid",
                    "x-amzn-errortype"),
            List.of("openai-", "x-ratelimit-", "anthropic-", "x-amzn-bedrock-"));

    private static final HeaderAllowList PASSTHROUGH_ANSWER = new HeaderAllowList(
            Set.of("accept-ranges", "content-range", "content-language", "etag", "expires", "last-modified", "vary"),
            List.of("x-goog-upload-"));

    /** Names and values were checked when they were read from the wire, or come from a plugin. */
    private static final HttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    /** RFC 9110 §7.6.1, and what frames or addresses this very connection. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final AsciiString TRACEPARENT = AsciiString.cached("traceparent");

    private final ForwardableCredential credentials;
    private final boolean tracing;

    /** @param tracing whether the gateway has a span of its own for each call */
    UpstreamHeaders(ForwardableCredential credentials, boolean tracing) {
        this.credentials = credentials;
        this.tracing = tracing;
    }

    /** What goes to the provider. */
    HttpHeaders outgoing(Call call, Ask ask, ConfiguredProvider provider, UpstreamRequest prepared) {
        HttpHeaders from = call.request().headers();
        HttpHeaders to = UNCHECKED.newHeaders();
        if (ask.isTranslated()) {
            TRANSLATED_REQUEST.copy(from, to);
            to.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        } else {
            REQUEST.copy(from, to);
        }
        if (ask.operation() == Operation.PASSTHROUGH) {
            PASSTHROUGH_REQUEST.copy(from, to);
        }
        for (String name : provider.forwardHeaders()) {
            if (!to.contains(name) && mayBeConfigured(name)) {
                addAllowed(name, from, to);
            }
        }
        if (tracing) {
            Boolean sampled = call.trace().sampled();
            to.set(TRACEPARENT, call.trace().header(sampled == null || sampled));
        }
        for (Header credential : credentials.headers(call.request(), provider)) {
            to.add(credential.name(), credential.value());
        }
        for (Header header : prepared.headers()) {
            to.set(header.name(), header.value());
        }
        return to;
    }

    /** What comes back to the client. */
    HttpHeaders incoming(Operation operation, HttpHeaders from) {
        HttpHeaders to = UNCHECKED.newHeaders();
        ANSWER.copy(from, to);
        if (operation == Operation.PASSTHROUGH) {
            PASSTHROUGH_ANSWER.copy(from, to);
        }
        return to;
    }

    private void addAllowed(String name, HttpHeaders from, HttpHeaders to) {
        for (String value : from.getAll(name)) {
            if (!credentials.isGatewayKey(value)) {
                to.add(name, value);
            }
        }
    }

    /** A configuration may let more headers through, but neither a credential nor what belongs to the gateway itself. */
    private static boolean mayBeConfigured(String name) {
        return !ForwardableCredential.isCredential(name) && !HOP_BY_HOP.contains(name) && !name.startsWith("x-ingate-");
    }
}
