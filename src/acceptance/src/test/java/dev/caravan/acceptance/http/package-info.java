/** HTTP spoken by hand, for requests that no client library would send. */
@NullMarked
package dev.caravan.acceptance.http;

import org.jspecify.annotations.NullMarked;
