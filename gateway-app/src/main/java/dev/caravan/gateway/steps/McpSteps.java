package dev.caravan.gateway.steps;

import dev.caravan.processors.auth.RequireScope;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.processors.mcp.AnswerMcp;
import dev.caravan.processors.mcp.CheckOrigin;
import dev.caravan.processors.mcp.EndpointTools;
import dev.caravan.processors.mcp.ReadMcpMessage;
import dev.caravan.processors.mcp.TellToolResult;
import dev.caravan.processors.steps.EndpointToolProcessor;
import dev.caravan.processors.steps.ToolFailureProcessor;

/** The gateway as a server of the Model Context Protocol. */
final class McpSteps {

    private McpSteps() {}

    static void add(Parts parts, Steps steps) {
        EndpointTools endpoints = new EndpointTools(new Projects(parts.config().projects()));
        steps.add("checkOrigin", new CheckOrigin(parts.config().mcp().allowedOrigins()));
        steps.add("requireMcpScope", new RequireScope(Scope.MCP));
        steps.add(
                "readMcpMessage",
                new ReadMcpMessage(
                        endpoints,
                        parts.config().server().limits().maxBody(),
                        parts.services().workers()));
        steps.add("findEndpointTool", new EndpointToolProcessor());
        steps.add("answerMcp", new AnswerMcp(parts.toolServers(), endpoints));
        steps.add("tellToolResult", new TellToolResult());
        steps.add("tellToolFailure", new ToolFailureProcessor());
    }
}
