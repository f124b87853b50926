package dev.caravan.gateway.config;

/** Reads {@code database}. */
final class DatabaseReader {

    private static final String FIX =
            "Write jdbc:h2:file:./data/caravan, or jdbc:postgresql://host/database with user and password";
    private static final int MOST_CONNECTIONS = 1000;

    private DatabaseReader() {}

    static DatabaseConfig read(Section database) {
        try (database) {
            String url = database.text("url").orElse(DatabaseConfig.DEFAULT.url());
            if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
                database.refuse("url", "is neither of H2 nor of PostgreSQL", FIX);
            } else if (url.contains("password=")) {
                database.refuse("url", "holds a password", "Write it as database.password: ${DATABASE_PASSWORD}");
            }
            return new DatabaseConfig(
                    url,
                    database.text("user").orElse(null),
                    database.secret("password").orElse(null),
                    database.integer("connections", DatabaseConfig.DEFAULT.connections(), 2, MOST_CONNECTIONS));
        }
    }
}
