package dev.caravan.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures the latency of whole answers through several servers in turn, in short slices, so that a disturbance of the
 * machine meets all of them alike. The first slice of each server warms up and is not counted.
 *
 * <p>Options: {@code mode} ({@code closed}: each connection sends its next request when the last one is answered;
 * {@code open}: requests leave at random times, {@code rate} per second on average, whether or not earlier ones are
 * answered, and latency counts from the time at which a request should have left), {@code connections}, {@code rate},
 * {@code slices}, {@code slice-millis}, {@code body} (a file), {@code key}, {@code metric} (prefix of the printed names),
 * and one {@code target.<column>=<port>} a server.
 */
final class WholeAnswers {

    private WholeAnswers() {}

    public static void main(String[] arguments) throws IOException {
        Options options = Options.of(arguments);
        ChatRequest request = ChatRequest.whole(options.file("body"), options.text("key"));
        List<Target> targets = new ArrayList<>();
        for (Map.Entry<String, String> option : options.values().entrySet()) {
            if (option.getKey().startsWith("target.")) {
                Pace pace = options.text("mode").equals("open")
                        ? new OpenLoop(request, options.number("rate"), options.number("connections"))
                        : new ClosedLoop(request, options.number("connections"));
                targets.add(new Target(option.getKey().substring(7), Integer.parseInt(option.getValue()), pace));
            }
        }
        long sliceNanos = TimeUnit.MILLISECONDS.toNanos(options.number("slice-millis"));
        for (Target target : targets) {
            target.pace().connect(target.port());
            target.pace().run(sliceNanos, new Tally());
        }
        List<Tally> tallies = targets.stream().map(target -> new Tally()).toList();
        for (int slice = 0; slice < options.number("slices"); slice++) {
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).pace().run(sliceNanos, tallies.get(i));
            }
        }
        for (int i = 0; i < targets.size(); i++) {
            double seconds = options.number("slices") * sliceNanos / 1e9;
            tallies.get(i).print(targets.get(i).column(), options.text("metric"), seconds);
        }
    }

    private record Target(String column, int port, Pace pace) {}
}
