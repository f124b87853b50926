package dev.caravan.provider.azure;

import dev.caravan.spi.Settings;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of the two APIs is called.
 *
 * @param isByDeployment whether the path names the deployment: the older API
 * @param parameter the value of {@code api-version} in the query, or null for none
 */
record ApiVersion(boolean isByDeployment, @Nullable String parameter) {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-preview)?");

    /** The first one of the older API that has responses. */
    private static final String RESPONSES_SINCE = "2025-03-01-preview";

    static ApiVersion read(Settings settings) {
        String version = settings.text("api-version", "v1");
        if (version.equals("v1")) {
            return new ApiVersion(false, null);
        }
        if (version.equals("preview")) {
            return new ApiVersion(false, version);
        }
        if (DATE.matcher(version).matches()) {
            return new ApiVersion(true, version);
        }
        throw settings.invalid(
                "api-version", "'" + version + "' is no version", "Write a date such as 2024-10-21, v1 or preview");
    }

    boolean hasResponses() {
        return !isByDeployment || parameter == null || parameter.compareTo(RESPONSES_SINCE) >= 0;
    }
}
