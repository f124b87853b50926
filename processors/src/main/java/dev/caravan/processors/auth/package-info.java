/** Who may call what: keys, roles, scopes, and the steps that turn a caller away. Start with {@code Authenticate}. */
@NullMarked
package dev.caravan.processors.auth;

import org.jspecify.annotations.NullMarked;
