package dev.caravan.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Writes the results as a table with one column for each server. */
final class Markdown {

    private static final String NOTHING = "–";

    private final Results results;
    private final StringBuilder out = new StringBuilder(4096);

    Markdown(Results results) {
        this.results = results;
    }

    String render() {
        out.append("# Benchmark\n\n");
        for (String name : List.of("machine", "neighbours", "pinning", "load", "mock", "nginx", "caravan")) {
            if (!results.about(name).isEmpty()) {
                out.append("- ")
                        .append(name)
                        .append(": ")
                        .append(results.about(name))
                        .append('\n');
            }
        }
        out.append("- took: ").append(results.about("took")).append("\n\n");
        table();
        targets();
        return out.toString();
    }

    private void table() {
        row("", results::title);
        row("---", column -> "---:");
        row("**Saturation**: requests/s", column -> number(results.value(column, "saturation_rps"), 0));
        row("CPU µs per request", column -> number(results.value(column, "saturation_cpu_us"), 1));
        row("… × nginx", column -> times(results.timesNginx(column, "saturation_cpu_us")));
        row("… of it the JVM's compiler", column -> percent(results.value(column, "compiler_percent")));
        row("one processor in use", column -> percent(results.value(column, "saturation_cpu_percent")));
        row("… by other processes", column -> percent(Math.max(0, results.value(column, "others_percent"))));
        row(
                "p50 / p99, ms",
                column -> pair(
                        results.value(column, "saturation_p50_us") / 1000,
                        results.value(column, "saturation_p99_us") / 1000,
                        2));
        latencyRow("**Concurrency 1**: p50 / p99, µs", "single");
        latencyRow("**" + results.about("rate") + " requests/s**: p50 / p99, µs", "open");
        latencyRow("**" + results.about("streams") + " streams**: per chunk p50 / p99, µs", "sse");
        row("CPU µs per chunk", column -> number(results.value(column, "sse_cpu_us"), 1));
        row("chunks/s", column -> number(results.value(column, "sse_rate"), 0));
        latencyRow("**the same, translated**: per chunk p50 / p99, µs", "translated");
        row("CPU µs per chunk", column -> number(results.value(column, "translated_cpu_us"), 1));
        row(
                "… more than without translation",
                column -> number(
                        results.value(column, "translated_cpu_us") - results.value(column, "sse_cpu_us"), 1));
        row(
                "all clients leave: upstream calls ended after, ms",
                column -> number(results.value(column, "sse_left_ms"), 0));
        row("**RSS**, MiB: idle", column -> number(results.value(column, "rss_idle_mib"), 0));
        row("under load", column -> number(results.value(column, "rss_load_mib"), 0));
        row("with the streams", column -> number(results.value(column, "sse_rss_mib"), 0));
        row("after", column -> number(results.value(column, "rss_after_mib"), 0));
        row(
                results.about("idle_streams") + " idle streams add: fresh / warm process",
                column -> pair(
                        results.value(column, "idle_fresh_added_mib"),
                        results.value(column, "idle_warm_added_mib"),
                        1));
        row("**Start to first answer**, s", column -> number(results.value(column, "start_ms") / 1000, 2));
        row("Errors (answers other than 200, lost chunks)", column -> number(errors(column), 0));
        out.append(
                "\nLatencies: the column 'direct' is the mock without a proxy; the others say what they add to it.\n");
        double lag = results.value("direct", "open_lag_p99_us");
        if (!Double.isNaN(lag)) {
            out.append("The open-loop client itself sent 99 % of its requests within ")
                    .append(number(lag, 0))
                    .append(" µs of their time.\n");
        }
    }

    private void latencyRow(String label, String metric) {
        row(label, column -> {
            boolean direct = column.equals("direct");
            double p50 = results.value(column, metric + "_p50_us");
            double p99 = results.value(column, metric + "_p99_us");
            return direct
                    ? pair(p50, p99, 0)
                    : signedPair(results.added(column, metric + "_p50_us"), results.added(column, metric + "_p99_us"));
        });
    }

    private void targets() {
        List<String> gateways = results.proxies().stream()
                .filter(column -> !column.equals("nginx"))
                .toList();
        if (gateways.isEmpty()) {
            return;
        }
        out.append("\n| target |");
        gateways.forEach(column -> out.append(' ').append(results.title(column)).append(" |"));
        out.append("\n| --- |").append(" --- |".repeat(gateways.size())).append('\n');
        List<String> plain =
                gateways.stream().filter(column -> !hasEveryStep(column)).toList();
        List<String> full = gateways.stream().filter(Markdown::hasEveryStep).toList();
        target(
                gateways,
                plain,
                "CPU per request at most 3 × nginx",
                3,
                column -> results.timesNginx(column, "saturation_cpu_us"));
        target(
                gateways,
                full,
                "with every step on: CPU per request at most 4.5 × nginx",
                4.5,
                column -> results.timesNginx(column, "saturation_cpu_us"));
        target(
                gateways,
                plain,
                "nginx's requests/s at most 3.33 × Caravan's (50,000 to 15,000)",
                10 / 3.0,
                column -> isSaturated("nginx") && isSaturated(column)
                        ? 1 / results.timesNginx(column, "saturation_rps")
                        : Double.NaN);
        target(
                gateways,
                gateways,
                "1,000 idle streams add less than 40 MiB (the larger value)",
                40,
                column -> Math.max(
                                results.value(column, "idle_fresh_added_mib"),
                                results.value(column, "idle_warm_added_mib"))
                        * 1000
                        / Integer.parseInt(results.about("idle_streams")));
        target(
                gateways,
                plain,
                "translation adds at most 60 µs of CPU to a streamed chunk",
                60,
                column -> results.value(column, "translated_cpu_us") - results.value(column, "sse_cpu_us"));
        target(
                gateways,
                gateways,
                "start to first answer under 6 s",
                6,
                column -> results.value(column, "start_ms") / 1000);
    }

    private static boolean hasEveryStep(String column) {
        return column.endsWith("-all");
    }

    /** Whether the proxy's processor was full; if not, its requests/s are the load's limit and not its own. */
    private boolean isSaturated(String column) {
        return results.value(column, "saturation_cpu_percent") >= 85;
    }

    /** @param held the columns that the target is set for */
    private void target(
            List<String> columns,
            List<String> held,
            String label,
            double limit,
            Function<String, Double> measured) {
        out.append("| ").append(label).append(" |");
        for (String column : columns) {
            if (!held.contains(column)) {
                out.append(' ').append(NOTHING).append(" |");
                continue;
            }
            double value = measured.apply(column);
            String verdict = Double.isNaN(value) ? "not decided" : value <= limit ? "met" : "**missed**";
            out.append(' ')
                    .append(verdict)
                    .append(": ")
                    .append(number(value, 2))
                    .append(" |");
        }
        out.append('\n');
    }

    private void row(String label, Function<String, String> cell) {
        out.append("| ").append(label).append(" |");
        results.columns()
                .forEach(column -> out.append(' ').append(cell.apply(column)).append(" |"));
        out.append('\n');
    }

    private double errors(String column) {
        return results.sum(column, "saturation_errors")
                + results.sum(column, "single_errors")
                + results.sum(column, "open_errors")
                + results.sum(column, "sse_lost")
                + results.sum(column, "translated_lost");
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? NOTHING : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    private static String percent(double value) {
        return Double.isNaN(value) ? NOTHING : number(value, 0) + " %";
    }

    private static String times(double value) {
        return Double.isNaN(value) ? NOTHING : number(value, 2) + " ×";
    }

    private static String pair(double first, double second, int decimals) {
        return Double.isNaN(first) && Double.isNaN(second)
                ? NOTHING
                : number(first, decimals) + " / " + number(second, decimals);
    }

    private static String signedPair(double first, double second) {
        return Double.isNaN(first) ? NOTHING : String.format(Locale.ROOT, "%+,.0f / %+,.0f", first, second);
    }
}
