/** Acceptance tests: real clients, the built jar, and an upstream that the tests control. */
@NullMarked
package dev.caravan.acceptance;

import org.jspecify.annotations.NullMarked;
