package dev.caravan.gateway.redis;

/** Redis is down, did not answer in time, or answered with an error. Has no stack trace: it is told to whoever asked. */
public final class RedisUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisUnavailableException(String reason) {
        super(reason, null, false, false);
    }
}
