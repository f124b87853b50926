package dev.caravan.gateway.mcp;

import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;

/** Words why a server is not there, for the log: without addresses, headers and arguments, in which credentials may be. */
final class Reasons {

    private Reasons() {}

    static String of(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "it does not answer in time";
        }
        if (failure instanceof McpHttpClientTransportAuthorizationException) {
            return "it refuses the credentials";
        }
        if (failure instanceof McpTransportSessionNotFoundException) {
            return "it has forgotten the session";
        }
        if (failure instanceof McpError said && said.getJsonRpcError() != null) {
            return "it answers with the error " + said.getJsonRpcError().code();
        }
        if (failure instanceof UnresolvedAddressException || failure.getCause() instanceof UnresolvedAddressException) {
            return "its host is not known";
        }
        if (failure instanceof ConnectException) {
            return "nobody listens there";
        }
        if (failure instanceof ProcessTransport.ProcessFailure process) {
            return process.reason();
        }
        return failure instanceof IllegalStateException
                ? String.valueOf(failure.getMessage())
                : failure.getClass().getSimpleName();
    }
}
