/**
 * Endpoints of projects: chats that an operator has prepared, called by their names. {@link
 * dev.caravan.processors.endpoints.Project} and {@link dev.caravan.processors.endpoints.Endpoint} are what is configured, {@link
 * dev.caravan.processors.endpoints.EndpointCall} is what one call wants of them; the steps stand in the order of {@code
 * project.yaml}. Start with {@code ReadEndpointRequest}: from there on a call is one of OpenAI's chat, and the steps of every
 * other route work on it.
 */
@NullMarked
package dev.caravan.processors.endpoints;

import org.jspecify.annotations.NullMarked;
