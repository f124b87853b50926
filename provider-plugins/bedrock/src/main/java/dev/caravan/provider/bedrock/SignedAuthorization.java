package dev.caravan.provider.bedrock;

import dev.caravan.provider.bedrock.signing.Digests;
import dev.caravan.provider.bedrock.signing.RequestSigner;
import dev.caravan.provider.bedrock.signing.SignableRequest;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.HeaderView;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Signs a call: its method, path, query, body, host and the headers that this plugin sets itself. Those that the gateway passes
 * on from the client are not signed, since it may leave one out.
 */
final class SignedAuthorization implements Authorization {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final RequestSigner signer;

    SignedAuthorization(RequestSigner signer) {
        this.signer = signer;
    }

    @Override
    public List<Header> headers(OutgoingCall call) {
        URI url = URI.create(call.url());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", host(url));
        call.headers().forEach(header -> headers.put(header.name(), header.value()));
        return signer.sign(
                new SignableRequest(call.method(), url.getRawPath(), url.getRawQuery(), headers, bodySha256(call)));
    }

    /** As the gateway's HTTP client writes it: the usual ports are left out. */
    private static String host(URI url) {
        int port = url.getPort();
        return port < 0 || port == 80 || port == 443 ? url.getHost() : url.getHost() + ":" + port;
    }

    private static String bodySha256(OutgoingCall call) {
        ByteBuffer body = call.request().body();
        if (body != null) {
            return Digests.sha256(body);
        }
        if (mayHaveBody(call)) {
            throw GatewayError.badRequest(
                    "body_not_signable",
                    "This provider signs its calls by AWS Signature Version 4, which covers the body; a body that is"
                            + " streamed through cannot be signed. Use a Bedrock API key for such calls.");
        }
        return Digests.sha256(ByteBuffer.allocate(0));
    }

    /** A missing body may be one that is streamed through. */
    private static boolean mayHaveBody(OutgoingCall call) {
        HeaderView headers = call.request().headers();
        String length = headers.first("content-length");
        if (headers.first("transfer-encoding") != null) {
            return true;
        }
        return length == null
                ? WITH_BODY.contains(call.method())
                : !length.strip().equals("0");
    }
}
