package dev.caravan.gateway.routes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.NoSuchBeanException;

/** Finds in what Camel throws the line and the reason that an operator can use. */
final class RouteFault {

    private static final Pattern LINE = Pattern.compile("line[: ]+(\\d+)");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int LONGEST_REASON = 300;

    private RouteFault() {}

    static BrokenRouteFile of(RouteFile file, Throwable thrown) {
        Throwable root = thrown;
        int line = 0;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof NoSuchBeanException missing) {
                String reason = "there is no step or bean named '" + missing.getName() + "'";
                return new BrokenRouteFile(file, lineOf(file.yaml(), missing.getName()), reason);
            }
            Matcher matcher = LINE.matcher(String.valueOf(cause.getMessage()));
            if (line == 0 && matcher.find()) {
                line = Integer.parseInt(matcher.group(1));
            }
        }
        String message = String.valueOf(root.getMessage() == null ? root : root.getMessage());
        String reason = SPACE.matcher(message).replaceAll(" ").strip();
        return new BrokenRouteFile(
                file, line, reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason);
    }

    private static int lineOf(String yaml, String word) {
        int at = yaml.indexOf(word);
        return at < 0 ? 0 : (int) yaml.substring(0, at).lines().count();
    }
}
