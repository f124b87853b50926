package dev.caravan.provider.bedrock;

import dev.caravan.spi.Header;
import dev.caravan.spi.ProviderRequest;
import java.util.List;

/**
 * A call that is about to go out.
 *
 * @param request what the client asked for; its body is what will be sent
 * @param method the HTTP method
 * @param url the absolute URL with its query
 * @param headers those that will go out with just these values
 */
record OutgoingCall(ProviderRequest request, String method, String url, List<Header> headers) {}
