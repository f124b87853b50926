package dev.caravan.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Routes that administer keys on the port of calls, for tests of the steps. */
final class KeyRoutes {

    private static final String REST =
            """
            - rest:
                get:
                  - { path: /test/keys, to: "direct:listKeys" }
                  - { path: "/test/keys/{id}", to: "direct:readKey" }
                post:
                  - { path: /test/keys, to: "direct:createKey" }
                  - { path: "/test/keys/{id}/rotate", to: "direct:rotateKey" }
                patch:
                  - { path: "/test/keys/{id}", to: "direct:changeKey" }
                delete:
                  - { path: "/test/keys/{id}", to: "direct:revokeKey" }
            """;
    private static final String ROUTE =
            """
            - route:
                from:
                  uri: direct:%1$s
                  steps:
                    - process: { ref: authenticate }
                    - process: { ref: requireAdminScope }
                    - process: { ref: %1$s }
            """;

    private KeyRoutes() {}

    /** Writes them to where a gateway with that folder finds them. */
    static void write(Path folder) throws IOException {
        StringBuilder yaml = new StringBuilder(REST);
        for (String step : new String[] {"listKeys", "createKey", "readKey", "changeKey", "rotateKey", "revokeKey"}) {
            yaml.append(ROUTE.formatted(step));
        }
        Files.writeString(Files.createDirectories(folder.resolve("routes")).resolve("keys.yaml"), yaml);
    }
}
