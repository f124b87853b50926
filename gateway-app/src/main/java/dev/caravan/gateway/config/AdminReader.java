package dev.caravan.gateway.config;

import dev.caravan.gateway.config.AdminConfig.Stats;

/** Reads {@code admin}. */
final class AdminReader {

    private static final int DEFAULT_PORT = 8081;

    private AdminReader() {}

    /** @param withoutKeys whether no keys are configured, so that only loopback may be listened on */
    static AdminConfig read(Section admin, boolean withoutKeys) {
        try (admin) {
            return new AdminConfig(
                    admin.flag("enabled", true),
                    HostSetting.read(admin, withoutKeys),
                    admin.integer("port", DEFAULT_PORT, 0, 65535),
                    admin.choice("stats", Stats.class, Stats.EVERYBODY),
                    admin.flag("debug", false));
        }
    }
}
