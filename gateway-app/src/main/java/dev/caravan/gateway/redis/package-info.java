/**
 * What nodes share over Redis. {@link dev.caravan.gateway.redis.RedisConnection} asks for calls, and knows whether Redis
 * answers; {@link dev.caravan.gateway.redis.RedisLimits} counts limits there. Nothing in here blocks an event loop, and
 * nothing waits longer than {@code redis.timeout}.
 */
@NullMarked
package dev.caravan.gateway.redis;

import org.jspecify.annotations.NullMarked;
