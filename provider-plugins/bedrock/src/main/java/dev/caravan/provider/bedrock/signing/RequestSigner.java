package dev.caravan.provider.bedrock.signing;

import dev.caravan.spi.Header;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signs requests by AWS Signature Version 4 for one region and one service. Thread-safe. */
public final class RequestSigner {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Credentials credentials;
    private final String region;
    private final String service;
    private final Clock clock;

    /** @param service the name by which the service is signed for: {@code bedrock} */
    public RequestSigner(Credentials credentials, String region, String service, Clock clock) {
        this.credentials = credentials;
        this.region = region;
        this.service = service;
        this.clock = clock;
    }

    /**
     * Signs a request, and with it the headers that this adds but {@code Authorization}.
     *
     * @return {@code X-Amz-Date}, {@code X-Amz-Security-Token} where the credentials have one, and {@code Authorization}
     */
    public List<Header> sign(SignableRequest request) {
        String time = TIME.format(Instant.now(clock));
        List<Header> added = new ArrayList<>();
        added.add(new Header("X-Amz-Date", time));
        if (credentials.sessionToken() != null) {
            added.add(new Header(
                    "X-Amz-Security-Token", credentials.sessionToken().reveal()));
        }
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        added.forEach(header -> headers.put(header.name(), header.value()));
        CanonicalRequest canonical = CanonicalRequest.of(
                new SignableRequest(request.method(), request.path(), request.query(), headers, request.bodySha256()));
        added.add(new Header("Authorization", authorization(canonical, time)));
        return added;
    }

    private String authorization(CanonicalRequest canonical, String time) {
        String day = time.substring(0, 8);
        String scope = String.join("/", day, region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, Digests.sha256(canonical.text()));
        String signature = Digests.hex(Digests.hmac(key(day), toSign));
        return ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders="
                + canonical.signedHeaders() + ", Signature=" + signature;
    }

    private byte[] key(String day) {
        String secret = "AWS4" + credentials.secretAccessKey().reveal();
        byte[] key = Digests.hmac(secret.getBytes(StandardCharsets.UTF_8), day);
        for (String part : List.of(region, service, "aws4_request")) {
            key = Digests.hmac(key, part);
        }
        return key;
    }
}
