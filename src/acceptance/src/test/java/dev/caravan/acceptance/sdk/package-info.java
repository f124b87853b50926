/** The official OpenAI SDKs in Java, Python and JavaScript through the gateway. */
@NullMarked
package dev.caravan.acceptance.sdk;

import org.jspecify.annotations.NullMarked;
