/**
 * Reads requests: the JSON body with the few fields that routing and limits need, and the checks that turn a malformed one
 * away before it costs anything. Start with {@code ReadJsonRequest}; what a surface demands is a {@code RequestShape}.
 */
@NullMarked
package dev.caravan.processors.request;

import org.jspecify.annotations.NullMarked;
