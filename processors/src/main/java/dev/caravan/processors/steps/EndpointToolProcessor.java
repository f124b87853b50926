package dev.caravan.processors.steps;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.mcp.McpMessage;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Lets a route choose by whether an MCP client calls an endpoint: sets the exchange property {@code callsEndpoint}. */
public final class EndpointToolProcessor implements Processor {

    @Override
    public void process(Exchange exchange) {
        Call call = CallProperty.of(exchange);
        McpMessage message = call.message();
        exchange.setProperty("callsEndpoint", message != null && message.endpoint() != null);
    }
}
