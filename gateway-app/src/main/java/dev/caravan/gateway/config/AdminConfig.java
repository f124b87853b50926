package dev.caravan.gateway.config;

/**
 * Where the gateway is administered: a socket of its own, with routes of its own.
 *
 * @param enabled whether there is one
 * @param host a name or an IP address
 * @param port 0 for any that is free
 * @param stats who is told what the gateway has done; a change of it takes effect at once
 * @param debug whether those who administer the gateway may look into its process; a change of it takes effect at once
 */
public record AdminConfig(boolean enabled, String host, int port, Stats stats, boolean debug) {

    /** Who is told what the gateway has done. */
    public enum Stats {
        /** Whoever can connect, on both ports. */
        EVERYBODY,
        /** Whoever can connect to the admin port. */
        ADMIN,
        /** Nobody. */
        OFF
    }

    /** Whether only this machine can connect, as far as the host's text tells. */
    public boolean onLoopback() {
        return HostSetting.isLoopback(host);
    }
}
