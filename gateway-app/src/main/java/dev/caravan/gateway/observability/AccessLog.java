package dev.caravan.gateway.observability;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.dialect.JsonText;
import dev.caravan.processors.routing.Target;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON line for each call, in the same fields as the other logs. It names the route and not the path, and the key's
 * name: no secret and no content. The line is put together by hand, for it is written for every call: a logging library took a
 * quarter of a call's whole CPU time for it.
 */
public final class AccessLog implements CallObserver {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int USUAL_LENGTH = 448;

    private final LineWriter lines;
    private volatile Second current = new Second(0, "");

    public AccessLog(LineWriter lines) {
        this.lines = lines;
    }

    @Override
    public void ended(Call call, CallEnd end) {
        StringBuilder line = new StringBuilder(USUAL_LENGTH).append("{\"@timestamp\":\"");
        timestamp(line, System.currentTimeMillis());
        line.append("\",\"@version\":\"1\",\"message\":\"call\",\"logger_name\":\"caravan.access\",\"level\":\"INFO\"");
        line.append(",\"request_id\":\"").append(call.id()).append('"');
        text(line, "method", call.request().method());
        text(line, "route", call.route());
        line.append(",\"status\":").append(end.status());
        line.append(",\"outcome\":\"").append(end.outcome().word()).append('"');
        millis(line, "duration_ms", end.durationNanos());
        millis(line, "overhead_ms", end.overheadNanos());
        line.append(",\"bytes\":").append(end.bytes());
        text(line, "client", call.request().remoteAddress());
        Principal principal = call.principal();
        text(line, "key", principal == null ? null : principal.name());
        Target target = call.target();
        if (target != null) {
            text(line, "provider", target.provider().name());
            text(line, "model", target.model());
        }
        text(line, "error", end.errorCode().isEmpty() ? null : end.errorCode());
        lines.offer(line.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private void timestamp(StringBuilder line, long epochMillis) {
        long epochSecond = epochMillis / 1000;
        Second second = current;
        if (second.epochSecond != epochSecond) {
            second = new Second(epochSecond, SECOND.format(Instant.ofEpochSecond(epochSecond)));
            current = second;
        }
        line.append(second.text);
        fraction(line, (int) (epochMillis % 1000));
        line.append('Z');
    }

    private static void millis(StringBuilder line, String name, long nanos) {
        long micros = nanos / 1000;
        line.append(",\"").append(name).append("\":").append(micros / 1000);
        fraction(line, (int) (micros % 1000));
    }

    private static void fraction(StringBuilder line, int thousandths) {
        line.append('.').append((char) ('0' + thousandths / 100));
        line.append((char) ('0' + thousandths / 10 % 10)).append((char) ('0' + thousandths % 10));
    }

    private static void text(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(",\"").append(name).append("\":");
            JsonText.append(line, value);
        }
    }

    /** A second and how it is written, kept for all lines of that second. */
    private record Second(long epochSecond, String text) {}
}
