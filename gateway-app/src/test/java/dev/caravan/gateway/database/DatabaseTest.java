package dev.caravan.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.config.DatabaseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    @TempDir
    Path folder;

    @Test
    void opensAFileAndBringsItsTablesUpToDate() throws SQLException {
        try (Database database = Database.open(file("one"));
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        assertThat(folder.resolve("one.mv.db")).exists();
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoDatabase() throws Exception {
        Files.writeString(folder.resolve("two.mv.db"), "no database at all");

        assertThatThrownBy(() -> Database.open(file("two")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("database: cannot be used")
                .hasMessageContaining("Check database.url");
    }

    private DatabaseConfig file(String name) {
        return new DatabaseConfig("jdbc:h2:file:" + folder.resolve(name), null, null, 2);
    }
}
