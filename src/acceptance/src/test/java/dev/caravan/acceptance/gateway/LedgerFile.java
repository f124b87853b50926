package dev.caravan.acceptance.gateway;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The ledger of a gateway that has ended, in the database that it left in its directory. */
public final class LedgerFile {

    private final String url;

    public LedgerFile(Path directory) {
        url = "jdbc:h2:file:" + directory.resolve("data/caravan") + ";IFEXISTS=TRUE";
    }

    /** The first column of what a query finds, as text. */
    public List<String> column(String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }
}
