package dev.caravan.gateway.ledger;

/** A table of which retention removes what is old. Its rows' numbers are those of {@link LedgerIds}. */
enum KeptTable {
    EXCHANGE(
            "exchange",
            "body_bytes + COALESCE(OCTET_LENGTH(content), 0)",
            "UPDATE exchange SET content = NULL, bodies = NULL, body_bytes = 0 WHERE id >= ? AND id < ?"
                    + " AND (content IS NOT NULL OR body_bytes > 0)",
            "DELETE FROM exchange_body WHERE exchange_id >= ? AND exchange_id < ?"),
    SPAN(
            "span",
            "detail_bytes",
            "UPDATE span SET details = NULL, detail_bytes = 0 WHERE id >= ? AND id < ? AND detail_bytes > 0",
            "DELETE FROM span_detail WHERE span_row >= ? AND span_row < ?");

    private final String table;
    private final String bytes;
    private final String strip;
    private final String deleteParts;

    KeptTable(String table, String bytes, String strip, String deleteParts) {
        this.table = table;
        this.bytes = bytes;
        this.strip = strip;
        this.deleteParts = deleteParts;
    }

    /** Its name, also in the table {@code ledger_retention}. */
    String table() {
        return table;
    }

    /** What was said in rows from one number up to another takes so much; a query of two parameters, as all of these. */
    String bytes() {
        return "SELECT SUM(" + bytes + ") FROM " + table + " WHERE id >= ? AND id < ?";
    }

    /** Takes away what was said. */
    String strip() {
        return strip;
    }

    /** Takes away those parts of it that stand in a table of their own. */
    String deleteParts() {
        return deleteParts;
    }

    String delete() {
        return "DELETE FROM " + table + " WHERE id >= ? AND id < ?";
    }

    /** The last of the next rows, and how many they are. */
    String next(int most) {
        return "SELECT MAX(id), COUNT(*) FROM (SELECT id FROM " + table + " WHERE id >= ? AND id < ? ORDER BY id LIMIT "
                + most + ") batch";
    }
}
