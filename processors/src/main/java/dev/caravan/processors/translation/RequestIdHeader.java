package dev.caravan.processors.translation;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.dialect.ErrorDialects;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Tells the provider's id of a request where the client's SDK looks for it: Anthropic's in {@code request-id}, OpenAI's in
 * {@code x-request-id}. Where the provider tells none, it is the gateway's.
 */
final class RequestIdHeader {

    private static final AsciiString ANTHROPIC = AsciiString.cached("request-id");
    private static final AsciiString OPENAI = AsciiString.cached("x-request-id");
    private static final List<AsciiString> KNOWN =
            List.of(ANTHROPIC, OPENAI, AsciiString.cached("apim-request-id"), AsciiString.cached("x-amzn-requestid"));

    private RequestIdHeader() {}

    static void tell(HttpHeaders headers, Call call) {
        tell(headers, call.errorDialect(), call.id());
    }

    static void tell(HttpHeaders headers, ErrorDialect client, String ownId) {
        AsciiString wanted = client == ErrorDialects.ANTHROPIC ? ANTHROPIC : OPENAI;
        String id = headers.get(wanted);
        for (AsciiString name : KNOWN) {
            id = id == null ? headers.get(name) : id;
            headers.remove(name);
        }
        headers.set(wanted, id == null ? ownId : id);
    }
}
