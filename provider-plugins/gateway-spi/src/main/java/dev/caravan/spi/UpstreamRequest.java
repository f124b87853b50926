package dev.caravan.spi;

import java.util.List;

/**
 * A request for the gateway to send. The client's body goes along as it is.
 *
 * @param method the HTTP method
 * @param url the absolute URL with its query
 * @param headers what the provider adds or replaces: credentials and the like; they win over the client's own
 */
public record UpstreamRequest(String method, String url, List<Header> headers) implements Upstream {}
