package dev.caravan.processors.translation;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.dialect.ErrorDialect;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Tells the provider's id of a request where the client's SDK looks for it: Anthropic's in {@code request-id}, OpenAI's in
 * {@code x-request-id}. Where the provider tells none, it is the gateway's.
 */
final class RequestIdHeader {

    private static final List<AsciiString> KNOWN = List.of(
            AsciiString.cached("request-id"),
            AsciiString.cached("x-request-id"),
            AsciiString.cached("apim-request-id"),
            AsciiString.cached("x-amzn-requestid"));

    private RequestIdHeader() {}

    static void tell(HttpHeaders headers, Call call) {
        tell(headers, call.errorDialect(), call.id());
    }

    static void tell(HttpHeaders headers, ErrorDialect client, String ownId) {
        String wanted = client.requestIdHeader();
        String id = headers.get(wanted);
        for (AsciiString name : KNOWN) {
            id = id == null ? headers.get(name) : id;
            headers.remove(name);
        }
        headers.set(wanted, id == null ? ownId : id);
    }
}
