package dev.caravan.gateway.config;

/**
 * Where sessions of endpoints are kept.
 *
 * @param store which of the stores
 */
public record SessionsConfig(Store store) {

    /** A store. */
    public enum Store {
        /** The database. */
        DATABASE,
        /** Redis. */
        REDIS
    }

    /** @param redis whether one is configured */
    static SessionsConfig read(Section sessions, boolean redis) {
        try (sessions) {
            Store store = sessions.choice("store", Store.class, Store.DATABASE);
            if (store == Store.REDIS && !redis) {
                sessions.refuse(
                        "store",
                        "is redis, and no redis is configured",
                        "Write database, or name one: redis: {url: redis://…}");
            }
            return new SessionsConfig(store);
        }
    }
}
