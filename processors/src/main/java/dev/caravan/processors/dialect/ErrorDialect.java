package dev.caravan.processors.dialect;

import dev.caravan.spi.GatewayError;

/** How an error looks in one wire format. Stateless and thread-safe. */
public interface ErrorDialect {

    /** The dialect's name in metrics and logs: {@code openai-chat}, {@code anthropic-messages}. */
    String name();

    /** The JSON body of an error answer. */
    byte[] body(GatewayError error, String requestId);

    /** What ends a stream of server-sent events that broke: the dialect's own error event, complete with its blank line. */
    byte[] streamEvent(GatewayError error, String requestId);
}
