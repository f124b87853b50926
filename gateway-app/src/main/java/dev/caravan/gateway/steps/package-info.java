/** Names the steps for the routes, and puts them together. Start with {@code Steps}; each concern adds its own steps. */
@NullMarked
package dev.caravan.gateway.steps;

import org.jspecify.annotations.NullMarked;
