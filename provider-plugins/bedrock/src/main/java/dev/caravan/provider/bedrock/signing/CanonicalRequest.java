package dev.caravan.provider.bedrock.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request in the one spelling that both sides sign. */
final class CanonicalRequest {

    private static final Pattern SPACES = Pattern.compile(" +");

    private final String text;
    private final String signedHeaders;

    private CanonicalRequest(String text, String signedHeaders) {
        this.text = text;
        this.signedHeaders = signedHeaders;
    }

    static CanonicalRequest of(SignableRequest request) {
        SortedMap<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), trimmed(value)));
        String signedHeaders = String.join(";", headers.keySet());
        StringBuilder text = new StringBuilder(512)
                .append(request.method())
                .append('\n')
                .append(path(request.path()))
                .append('\n')
                .append(query(request.query()))
                .append('\n');
        headers.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        text.append('\n').append(signedHeaders).append('\n').append(request.bodySha256());
        return new CanonicalRequest(text.toString(), signedHeaders);
    }

    String text() {
        return text;
    }

    /** The names of the signed headers, as they stand in the {@code Authorization} header. */
    String signedHeaders() {
        return signedHeaders;
    }

    /**
     * The path without dot segments and doubled slashes, encoded once more: what is encoded on the wire is encoded twice here, as
     * every service but S3 wants it.
     */
    private static String path(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        if (segments.isEmpty()) {
            return "/";
        }
        return UriEncoding.encodePath("/" + String.join("/", segments) + (path.endsWith("/") ? "/" : ""));
    }

    private static String query(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return "";
        }
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String parameter : query.split("&")) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String value = equals < 0 ? "" : parameter.substring(equals + 1);
                parameters.add(Map.entry(normal(name), normal(value)));
            }
        }
        parameters.sort(Map.Entry.<String, String>comparingByKey()
                .thenComparing(Map.Entry::getValue, Comparator.naturalOrder()));
        StringBuilder canonical = new StringBuilder(query.length());
        for (Map.Entry<String, String> parameter : parameters) {
            canonical.append(canonical.isEmpty() ? "" : "&").append(parameter.getKey());
            canonical.append('=').append(parameter.getValue());
        }
        return canonical.toString();
    }

    private static String normal(String encoded) {
        return UriEncoding.encode(UriEncoding.decode(encoded));
    }

    private static String trimmed(String value) {
        return SPACES.matcher(value.strip()).replaceAll(" ");
    }
}
