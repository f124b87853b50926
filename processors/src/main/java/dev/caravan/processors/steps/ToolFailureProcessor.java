package dev.caravan.processors.steps;

import dev.caravan.processors.mcp.TellToolResult;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Tells an MCP client of the failure that a route has caught. */
public final class ToolFailureProcessor implements Processor {

    @Override
    public void process(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        TellToolResult.failed(
                CallProperty.of(exchange), caught == null ? new IllegalStateException("nothing was caught") : caught);
    }
}
