package dev.caravan.processors.agents;

import dev.caravan.spi.chat.Part;
import java.util.List;

/**
 * What came of a call of a tool.
 *
 * @param content texts and images
 * @param isError whether the tool says that it failed, or did not answer at all
 * @param isBroken whether it was not the tool that failed, but its server, or the way there
 */
public record ToolOutcome(List<Part> content, boolean isError, boolean isBroken) {

    public ToolOutcome {
        content = List.copyOf(content);
    }

    /** The tool was not run, or did not answer. The words are for the model: without addresses, credentials and paths. */
    public static ToolOutcome broken(String why) {
        return new ToolOutcome(List.of(new Part.Text(why)), true, true);
    }

    /** The tool was called in a way that makes no sense. */
    static ToolOutcome refused(String why) {
        return new ToolOutcome(List.of(new Part.Text(why)), true, false);
    }
}
