package dev.caravan.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server of the Model Context Protocol, whose tools agents and clients use. Two that are equal are one connection.
 *
 * @param name its name under {@code mcp-servers}
 * @param transport how it is reached
 * @param timeout how long it may take for an answer
 * @param tools names or patterns ({@code read_*}) of those of its tools that may be used; empty allows all
 * @param required whether an agent that has its tools fails without them
 * @param enabled whether it is used at all
 * @param exposed whether clients of the gateway's own MCP server may use it
 * @param projects the projects whose keys may; empty for all
 */
public record McpServerConfig(
        String name,
        Transport transport,
        Duration timeout,
        List<String> tools,
        boolean required,
        boolean enabled,
        boolean exposed,
        List<String> projects) {

    public McpServerConfig {
        tools = List.copyOf(tools);
        projects = List.copyOf(projects);
    }

    /** How a server is reached. */
    public sealed interface Transport {}

    /**
     * Over HTTP.
     *
     * @param url where; may hold a credential
     * @param headers what is sent along, such as a credential
     * @param isSse whether in the old way, by a stream of events that stays open
     */
    public record Http(URI url, Map<String, String> headers, boolean isSse) implements Transport {

        public Http {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        /** Without what may be secret. */
        @Override
        public String toString() {
            return (isSse ? "sse " : "streamable-http ") + url.getHost();
        }
    }

    /**
     * A program that the gateway starts, and talks to by its standard input and output.
     *
     * @param command the program
     * @param arguments what it is started with; may hold credentials
     * @param environment its variables, beside a few that it inherits; may hold credentials
     */
    public record Program(String command, List<String> arguments, Map<String, String> environment)
            implements Transport {

        public Program {
            arguments = List.copyOf(arguments);
            environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        }

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "stdio " + command;
        }
    }
}
