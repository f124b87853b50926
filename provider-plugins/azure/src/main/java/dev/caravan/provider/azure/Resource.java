package dev.caravan.provider.azure;

import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the resource is: by its name, or by its URL in any of the forms that Azure's pages show. */
final class Resource {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");
    private static final List<String> APIS = List.of("/openai/v1", "/openai");
    private static final String EXAMPLE = "https://my-resource.openai.azure.com";

    private Resource() {}

    /** Its URL without the API's path and without a slash at its end. */
    static String url(Settings settings) {
        Optional<String> name = settings.text("resource");
        boolean hasUrl = settings.text("url").isPresent();
        if (name.isPresent()) {
            if (hasUrl) {
                throw settings.invalid("resource", "is set, and so is url", "Remove one of them");
            }
            if (!NAME.matcher(name.get()).matches()) {
                throw settings.invalid(
                        "resource", "'" + name.get() + "' is no resource's name", "Write the name alone, or set url");
            }
            return "https://" + name.get() + ".openai.azure.com";
        }
        if (!hasUrl) {
            throw settings.invalid("url", "is missing", "Write one such as " + EXAMPLE + ", or set resource");
        }
        String url = settings.url("url", EXAMPLE);
        if (url.indexOf('?') >= 0 || url.contains("/deployments/")) {
            throw settings.invalid(
                    "url",
                    "names a single operation",
                    "Write the resource's alone, such as " + EXAMPLE + "; api-version is a key of its own");
        }
        for (String api : APIS) {
            if (url.endsWith(api)) {
                return url.substring(0, url.length() - api.length());
            }
        }
        return url;
    }
}
