package dev.caravan.gateway.mcp;

import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.gateway.config.McpServerConfig.Http;
import dev.caravan.gateway.config.McpServerConfig.Program;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.Executor;

/** Makes the way to a server. Redirects are not followed, and nothing of a client's request goes along. */
final class Transports {

    private Transports() {}

    static McpClientTransport of(McpServerConfig config, McpThreads pools) {
        Executor threads = pools.http();
        McpJsonMapper json = McpJson.mapper();
        if (config.transport() instanceof Program program) {
            return new ProcessTransport(config.name(), program, json, pools.programs());
        }
        Http http = (Http) config.transport();
        HttpRequest.Builder request = HttpRequest.newBuilder();
        http.headers().forEach(request::setHeader);
        URI url = http.url();
        if (http.isSse()) {
            return new SseTransport(url, request, json, threads);
        }
        String base = url.getScheme() + "://" + url.getRawAuthority();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String endpoint = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        return HttpClientStreamableHttpTransport.builder(base)
                .endpoint(endpoint)
                .jsonMapper(json)
                .requestBuilder(request)
                .customizeClient(client -> client.executor(threads))
                .build();
    }
}
