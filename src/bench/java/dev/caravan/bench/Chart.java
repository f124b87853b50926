package dev.caravan.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Draws the results as an SVG of small panels, one for each question, that suits light and dark pages. */
final class Chart {

    private static final int WIDTH = 900;
    private static final int MARGIN = 24;
    private static final int PANEL_WIDTH = 270;
    private static final int GUTTER = 21;
    private static final int PANELS_IN_A_ROW = 3;
    private static final int HEADER = 62;
    private static final int BAR_STEP = 34;

    private static final String STYLE =
            """
            <style>
              svg { font-family: system-ui, sans-serif; }
              .title { font-size: 18px; font-weight: 600; } .panel { font-size: 13px; font-weight: 600; }
              .small { font-size: 11px; } .tail { opacity: 0.35; }
              .page { fill: #ffffff; } .rule { stroke: #d1d9e0; } .text { fill: #1f2328; } .quiet { fill: #59636e; }
              .b0 { fill: #7d8590; } .b1 { fill: #0b6bcb; } .b2 { fill: #b35900; }
              @media (prefers-color-scheme: dark) {
                .page { fill: #0d1117; } .rule { stroke: #30363d; } .text { fill: #e6edf3; } .quiet { fill: #9198a1; }
                .b0 { fill: #8b949e; } .b1 { fill: #58a6ff; } .b2 { fill: #f0883e; }
              }
            </style>
            """;

    private final Results results;
    private final List<String> columns;
    private final StringBuilder out = new StringBuilder(8192);

    Chart(Results results) {
        this.results = results;
        this.columns = results.proxies();
    }

    String render() {
        List<Panel> panels = panels();
        int panelHeight = 58 + BAR_STEP * columns.size();
        int rows = (panels.size() + PANELS_IN_A_ROW - 1) / PANELS_IN_A_ROW;
        int height = HEADER + rows * panelHeight + MARGIN;
        format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n",
                WIDTH, height, WIDTH, height);
        out.append("<title>Caravan beside nginx, one run on one machine</title>\n")
                .append(STYLE);
        format("<rect class=\"page\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n", WIDTH, height);
        text(MARGIN, 32, "title text", "start", "Caravan beside nginx, one run on one machine");
        text(MARGIN, 50, "small quiet", "start", results.about("machine"));
        for (int i = 0; i < panels.size(); i++) {
            int x = MARGIN + i % PANELS_IN_A_ROW * (PANEL_WIDTH + GUTTER);
            panel(panels.get(i), x, HEADER + i / PANELS_IN_A_ROW * panelHeight);
        }
        return out.append("</svg>\n").toString();
    }

    private List<Panel> panels() {
        return List.of(
                new Panel("Requests per second", "at saturation, more is better", "saturation_rps", "", false, 0),
                new Panel("CPU per request", "µs, less is better", "saturation_cpu_us", "", false, 1),
                new Panel("Resident memory", "MiB: idle, pale: under load", "rss_idle_mib", "rss_load_mib", false, 0),
                new Panel("Added latency, one client", "µs: p50, pale: p99", "single_p50_us", "single_p99_us", true, 0),
                new Panel(
                        "Added latency, " + results.about("rate") + " requests/s",
                        "µs: p50, pale: p99",
                        "open_p50_us",
                        "open_p99_us",
                        true,
                        0),
                new Panel(
                        "Added per chunk, " + results.about("streams") + " streams",
                        "µs: p50, pale: p99",
                        "sse_p50_us",
                        "sse_p99_us",
                        true,
                        0));
    }

    private void panel(Panel panel, int x, int y) {
        format("<line class=\"rule\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", x, y + 4, x + PANEL_WIDTH, y + 4);
        text(x, y + 22, "panel text", "start", panel.title());
        text(x, y + 37, "small quiet", "start", panel.unit());
        double most = columns.stream()
                .flatMap(column -> Stream.of(solid(panel, column), tail(panel, column)))
                .mapToDouble(Double::doubleValue)
                .filter(value -> value > 0)
                .max()
                .orElse(1);
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            int top = y + 46 + i * BAR_STEP;
            String colour = "b" + Math.min(i + (columns.contains("nginx") ? 0 : 1), 2);
            text(x, top + 11, "small text", "start", results.title(column));
            text(x + PANEL_WIDTH, top + 11, "small text", "end", label(panel, column));
            bar(x, top + 16, tail(panel, column) / most, colour + " tail");
            bar(x, top + 16, solid(panel, column) / most, colour);
        }
    }

    private void bar(int x, int y, double share, String style) {
        if (share > 0) {
            format(
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"10\" rx=\"2\"/>%n",
                    style, x, y, Math.max(1, share * PANEL_WIDTH));
        }
    }

    private String label(Panel panel, String column) {
        String solid = Markdown.number(solid(panel, column), panel.decimals());
        return panel.tail().isEmpty() ? solid : solid + " / " + Markdown.number(tail(panel, column), panel.decimals());
    }

    private double solid(Panel panel, String column) {
        return panel.added() ? results.added(column, panel.solid()) : results.value(column, panel.solid());
    }

    private double tail(Panel panel, String column) {
        return panel.added() ? results.added(column, panel.tail()) : results.value(column, panel.tail());
    }

    private void text(int x, int y, String style, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        format("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", style, x, y, anchor, escaped);
    }

    private void format(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }

    /** One question: the metric of the solid bar, and of the pale one behind it (empty for none). */
    private record Panel(String title, String unit, String solid, String tail, boolean added, int decimals) {}
}
