package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the table and the chart of a run. Options: {@code results}, {@code markdown}, {@code svg} (files). */
final class Report {

    private Report() {}

    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments);
        Results results = Results.read(Path.of(options.text("results")));
        Files.writeString(Path.of(options.text("markdown")), new Markdown(results).render());
        Files.writeString(Path.of(options.text("svg")), new Chart(results).render());
    }
}
