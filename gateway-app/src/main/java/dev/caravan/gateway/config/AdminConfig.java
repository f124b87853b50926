package dev.caravan.gateway.config;

/**
 * Where the gateway is administered: a socket of its own, with routes of its own.
 *
 * @param enabled whether there is one
 * @param host a name or an IP address
 * @param port 0 for any that is free
 */
public record AdminConfig(boolean enabled, String host, int port) {

    /** Whether only this machine can connect, as far as the host's text tells. */
    public boolean onLoopback() {
        return HostSetting.isLoopback(host);
    }
}
