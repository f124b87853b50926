package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/** How an error looks in one wire format. Stateless and thread-safe. */
public interface ErrorDialect {

    /** The dialect's name in metrics and logs: {@code openai-chat}, {@code anthropic-messages}. */
    String name();

    /** The header, in lower case, in which the dialect's SDKs look for the id of a request. */
    default String requestIdHeader() {
        return "x-request-id";
    }

    /** The HTTP status of an error answer. */
    default int status(GatewayError error) {
        return error.status();
    }

    /** The JSON body of an error answer. */
    byte[] body(GatewayError error, String requestId);

    /** What ends a stream of server-sent events that broke: the dialect's own error event, complete with its blank line. */
    byte[] streamEvent(GatewayError error, String requestId);
}
