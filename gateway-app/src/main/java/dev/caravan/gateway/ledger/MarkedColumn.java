package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Database;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of {@code exchange} of which H2 keeps marks instead of an index: an index costs its one writer a good part of what a
 * record costs. PostgreSQL has indexes, and no marks. Those that fewer records share come first.
 */
enum MarkedColumn {
    TRACE(1, "trace_id", 200, row -> row.exchange().trace().traceId()),
    SESSION(2, "session_id", 400, row -> row.exchange().owner().session()),
    USER(3, "user_id", 400, row -> row.exchange().owner().user()),
    KEY(4, "key_name", 200, row -> row.exchange().owner().key()),
    PROJECT(5, "project", 200, Row::project);

    private final int kind;
    private final String column;
    private final int length;
    private final Function<Row, @Nullable String> value;

    MarkedColumn(int kind, String column, int length, Function<Row, @Nullable String> value) {
        this.kind = kind;
        this.column = column;
        this.length = length;
        this.value = value;
    }

    /** Those that have marks in this database: all or none. */
    static List<MarkedColumn> in(Database database) {
        return database.config().isPostgres() ? List.of() : List.of(values());
    }

    /** Its number in the marks. */
    int kind() {
        return kind;
    }

    String column() {
        return column;
    }

    /** What stands in that column of a row; null where there is no mark of it. */
    @Nullable
    String valueOf(Row row) {
        String kept = ExchangeRows.kept(value.apply(row), length);
        return kept == null || kept.isEmpty() ? null : kept;
    }
}
