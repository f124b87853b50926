package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A chat request as it goes over the wire. Dialects that name the model or the streaming in the path have them here only;
 * those that name them in the body have them in both places.
 *
 * @param model the model, or null where the dialect has it only in the body and the client left it out
 * @param stream whether the answer is to be streamed
 * @param body the JSON body
 */
public record WireRequest(@Nullable String model, boolean stream, ObjectNode body) {}
