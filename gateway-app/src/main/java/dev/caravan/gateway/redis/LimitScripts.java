package dev.caravan.gateway.redis;

/**
 * What Redis does with limits. The scripts say what they are given and what they answer.
 *
 * @param take takes a share of every window, or of none
 * @param settle gives back and takes what is due when a call ends
 * @param renew lets leases go on
 */
record LimitScripts(RedisScript take, RedisScript settle, RedisScript renew) {

    /** Reads them from the jar. Blocks. */
    static LimitScripts load() {
        return new LimitScripts(
                RedisScript.named("take-limits.lua"),
                RedisScript.named("settle-limits.lua"),
                RedisScript.named("renew-leases.lua"));
    }
}
