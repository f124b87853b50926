package dev.caravan.provider.anthropic.messages;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Ids of tool calls. The API takes letters, digits, underscores and dashes; other providers put colons and dots into
 * theirs. Such an id is rewritten, the same way each time, so that a result still finds its call.
 */
final class ToolUseIds {

    private static final Pattern FORBIDDEN = Pattern.compile("[^a-zA-Z0-9_-]");

    private ToolUseIds() {}

    static String of(String id) {
        String clean = FORBIDDEN.matcher(id).replaceAll("_");
        // The hash keeps apart what differs in the replaced characters only.
        return clean.equals(id) && !id.isEmpty() ? id : String.format(Locale.ROOT, "%s_%08x", clean, id.hashCode());
    }
}
