/**
 * Where sessions are kept: {@code JdbcSessionStore} in the database, {@code RedisSessionStore} in Redis. Both hold to {@link
 * dev.caravan.processors.sessions.SessionStore}.
 */
@NullMarked
package dev.caravan.gateway.sessions;

import org.jspecify.annotations.NullMarked;
