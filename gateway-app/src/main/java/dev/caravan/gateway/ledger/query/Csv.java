package dev.caravan.gateway.ledger.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;

/**
 * Lines of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it, as what clients say
 * of themselves stands in the ledger.
 */
final class Csv {

    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    private Csv() {}

    static void header(StringBuilder to, List<String> columns) {
        to.append(String.join(",", columns)).append("\r\n");
    }

    /** The fields of an object, of values that are no objects; the absent and null are empty. */
    static void line(StringBuilder to, List<String> columns, JsonNode object) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                to.append(',');
            }
            JsonNode value = object.get(columns.get(i));
            if (value != null && !value.isNull()) {
                field(to, value);
            }
        }
        to.append("\r\n");
    }

    private static void field(StringBuilder to, JsonNode value) {
        if (value.isTextual()) {
            text(to, value.textValue());
        } else if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            to.append(number.toPlainString());
        } else {
            to.append(value.asText());
        }
    }

    private static void text(StringBuilder to, String text) {
        boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        boolean quoted = formula
                || text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                || text.startsWith(" ")
                || text.endsWith(" ");
        if (!quoted) {
            to.append(text);
            return;
        }
        to.append('"')
                .append(formula ? "'" : "")
                .append(text.replace("\"", "\"\""))
                .append('"');
    }
}
