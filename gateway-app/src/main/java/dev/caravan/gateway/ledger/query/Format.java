package dev.caravan.gateway.ledger.query;

import dev.caravan.processors.call.Call;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How an answer is written. */
enum Format {
    JSON("application/json"),
    CSV("text/csv; charset=utf-8"),
    JSONL("application/jsonl; charset=utf-8");

    private static final List<String> JSONL_TYPES =
            List.of("application/jsonl", "application/x-ndjson", "application/x-jsonlines", "application/ndjson");

    /** The weight of what is not wanted at all. */
    private static final Pattern REFUSED = Pattern.compile("q\\s*=\\s*0(\\.0*)?");

    private final String contentType;

    Format(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The end of a file's name. */
    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What {@code format} says, else what {@code Accept} wants first, of what there is; JSON without either. */
    static Format of(Call call, Query query) {
        String asked = query.text("format");
        if (asked == null) {
            return accepted(call.request().headers().get("accept"));
        }
        for (Format format : values()) {
            if (format.suffix().equals(asked)) {
                return format;
            }
        }
        throw Query.invalid("format", "'format' is none of json, jsonl, csv.");
    }

    private static Format accepted(@Nullable String accept) {
        if (accept != null) {
            for (String range : accept.split(",", -1)) {
                List<String> parts = Arrays.stream(range.split(";", -1))
                        .map(part -> part.trim().toLowerCase(Locale.ROOT))
                        .toList();
                if (parts.stream().anyMatch(REFUSED.asMatchPredicate())) {
                    continue;
                }
                String type = parts.get(0);
                if (type.equals("text/csv")) {
                    return CSV;
                }
                if (JSONL_TYPES.contains(type)) {
                    return JSONL;
                }
                if (type.equals("application/json")) {
                    return JSON;
                }
            }
        }
        return JSON;
    }
}
