package dev.caravan.gateway.keys;

import dev.caravan.gateway.config.DatabaseConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2KeyStoreTest extends KeyStoreContract {

    @TempDir
    Path folder;

    @Override
    DatabaseConfig empty() {
        return new DatabaseConfig("jdbc:h2:file:" + folder.resolve("keys"), null, null, 4);
    }
}
