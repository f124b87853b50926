package dev.caravan.provider.gemini;

import dev.caravan.spi.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an API of Google's is.
 *
 * @param api what {@code /models/…} is appended to: {@code https://generativelanguage.googleapis.com/v1beta}
 * @param root what a passed-through path is appended to: {@code https://generativelanguage.googleapis.com}
 * @param vertex whether it is Vertex AI, which knows models by their plain names only
 */
record Endpoint(String api, String root, boolean vertex) {

    private static final Pattern VERSIONED = Pattern.compile("(.+)/v\\d+((alpha|beta)\\d*)?");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9.:-]+");
    private static final Pattern LOCATION = Pattern.compile("[a-z0-9-]+");
    private static final String MODELS = "/models";

    /** Reads {@code url}, {@code project} and {@code location}. */
    static Endpoint read(Settings settings) {
        Optional<String> project = name(settings, "project", PROJECT);
        Optional<String> location = name(settings, "location", LOCATION);
        if (project.isPresent() != location.isPresent()) {
            String missing = project.isPresent() ? "location" : "project";
            throw settings.invalid(missing, "is missing", "Vertex AI needs project and location; write both or none");
        }
        return project.isPresent()
                ? ofVertex(url(settings, vertexUrl(location.orElseThrow())), project.get(), location.orElseThrow())
                : ofGemini(url(settings, "https://generativelanguage.googleapis.com"));
    }

    private static Endpoint ofGemini(String url) {
        String api = url.endsWith(MODELS) ? url.substring(0, url.length() - MODELS.length()) : url;
        var versioned = VERSIONED.matcher(api);
        return versioned.matches()
                ? new Endpoint(api, versioned.group(1), false)
                : new Endpoint(api + "/v1beta", api, false);
    }

    private static Endpoint ofVertex(String url, String project, String location) {
        var versioned = VERSIONED.matcher(url);
        String base = versioned.matches() ? url : url + "/v1";
        return new Endpoint(
                base + "/projects/" + project + "/locations/" + location + "/publishers/google",
                versioned.matches() ? versioned.group(1) : url,
                true);
    }

    private static String vertexUrl(String location) {
        return location.equals("global")
                ? "https://aiplatform.googleapis.com"
                : "https://" + location + "-aiplatform.googleapis.com";
    }

    private static String url(Settings settings, String otherwise) {
        String url = settings.baseUrl("url", otherwise);
        return url;
    }

    private static Optional<String> name(Settings settings, String key, Pattern allowed) {
        Optional<String> name = settings.text(key);
        if (name.isPresent() && !allowed.matcher(name.get()).matches()) {
            throw settings.invalid(
                    key,
                    "'" + name.get() + "' is no name that can stand in an address",
                    "Write it as Google Cloud's console shows it");
        }
        return name;
    }
}
