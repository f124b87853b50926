package dev.caravan.gateway.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The {@code host} of a section: where a socket listens. */
final class HostSetting {

    private static final String DEFAULT_HOST = "127.0.0.1";

    private HostSetting() {}

    /** @param withoutKeys whether no keys are configured, so that only loopback may be listened on */
    static String read(Section section, boolean withoutKeys) {
        String host = section.text("host").orElse(DEFAULT_HOST);
        if (!host.matches("[A-Za-z0-9._:%\\[\\]-]+")) {
            section.refuse("host", "is no host", "Write a name or an IP address, without a port");
            return DEFAULT_HOST;
        }
        if (withoutKeys && !isLoopback(host)) {
            section.refuse(
                    "host",
                    "'" + host + "' is reachable from other machines, and no keys are configured",
                    "Add keys, or listen on " + DEFAULT_HOST);
        }
        return host;
    }

    /** Judged by the text alone: what a name resolves to can change. */
    static boolean isLoopback(String host) {
        if ("localhost".equalsIgnoreCase(host)) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
