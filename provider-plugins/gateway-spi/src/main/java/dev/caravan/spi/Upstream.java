package dev.caravan.spi;

/** What a provider makes of a call: a request that the gateway sends, or an answer of its own. */
public sealed interface Upstream permits UpstreamRequest, LocalAnswer {}
