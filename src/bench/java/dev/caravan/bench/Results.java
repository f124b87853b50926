package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one run has measured. The file has tab-separated lines: {@code #name, text} says something about the run,
 * {@code =column, title} announces a column, {@code column, metric, value} is a measurement; of several measurements of
 * the same metric the median counts.
 */
final class Results {

    private final Map<String, String> about = new LinkedHashMap<>();
    private final Map<String, String> titles = new LinkedHashMap<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    static Results read(Path file) throws IOException {
        Results results = new Results();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t");
            if (line.startsWith("#")) {
                results.about.put(fields[0].substring(1), fields[1]);
            } else if (line.startsWith("=")) {
                results.titles.put(fields[0].substring(1), fields[1]);
            } else {
                results.values
                        .computeIfAbsent(fields[0] + "/" + fields[1], key -> new ArrayList<>())
                        .add(Double.valueOf(fields[2]));
            }
        }
        return results;
    }

    /** What the run says about itself under this name; empty when it says nothing. */
    String about(String name) {
        return about.getOrDefault(name, "");
    }

    /** The columns' names in the order in which they were started; {@code direct}, the mock without a proxy, is first. */
    List<String> columns() {
        return List.copyOf(titles.keySet());
    }

    /** The columns of proxies: all but {@code direct}. */
    List<String> proxies() {
        return columns().stream().filter(column -> !column.equals("direct")).toList();
    }

    String title(String column) {
        return titles.get(column);
    }

    /** The median of the metric, NaN when it was not measured. */
    double value(String column, String metric) {
        List<Double> sorted = values.getOrDefault(column + "/" + metric, List.of()).stream()
                .filter(value -> !value.isNaN())
                .sorted()
                .toList();
        int size = sorted.size();
        return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }

    /** All measurements of the metric added up; 0 when there are none. */
    double sum(String column, String metric) {
        return values.getOrDefault(column + "/" + metric, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** By how much the metric exceeds its value without a proxy; NaN when either was not measured. */
    double added(String column, String metric) {
        return value(column, metric) - value("direct", metric);
    }

    /** The metric as a multiple of nginx's; NaN when either was not measured. */
    double timesNginx(String column, String metric) {
        return value(column, metric) / value("nginx", metric);
    }
}
