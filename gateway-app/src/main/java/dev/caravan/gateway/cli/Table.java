package dev.caravan.gateway.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns that stand below one another. */
final class Table {

    private static final String GAP = "  ";
    private static final String NOTHING = "-";

    private Table() {}

    /**
     * @param head the columns' names; empty for a table without a head
     * @param rows as wide as the head; an empty cell is shown as a dash, so that programs can count columns
     * @return its lines, without blanks at their ends
     */
    static List<String> of(List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        if (!head.isEmpty()) {
            all.add(head);
        }
        all.addAll(rows);
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                int width = shown(row.get(i)).length();
                if (i == widths.size()) {
                    widths.add(width);
                } else {
                    widths.set(i, Math.max(widths.get(i), width));
                }
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = shown(row.get(i));
            line.append(cell);
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths.get(i) - cell.length())).append(GAP);
            }
        }
        return line.toString();
    }

    private static String shown(String cell) {
        return cell.isEmpty() ? NOTHING : cell;
    }
}
