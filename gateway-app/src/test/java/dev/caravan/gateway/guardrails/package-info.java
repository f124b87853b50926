/** Kinds of guardrails for tests of the whole gateway, found by ServiceLoader like any other. */
@NullMarked
package dev.caravan.gateway.guardrails;

import org.jspecify.annotations.NullMarked;
