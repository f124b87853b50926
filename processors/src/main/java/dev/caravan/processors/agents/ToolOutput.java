package dev.caravan.processors.agents;

import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;

/** Cuts what a tool gives back to what its agent's model may be shown. */
final class ToolOutput {

    private ToolOutput() {}

    /** @param most how many characters, those of images in base64 included */
    static List<Part> cut(List<Part> content, int most) {
        List<Part> kept = new ArrayList<>();
        int left = most;
        for (Part part : content) {
            if (part instanceof Part.Text text) {
                Part.Text cut = cut(text, left);
                left -= Math.min(left, text.text().length());
                kept.add(cut);
            } else if (part instanceof Part.Image image && size(image) <= left) {
                left -= size(image);
                kept.add(part);
            } else {
                kept.add(new Part.Text("[left out, as it is too large]"));
            }
        }
        return kept.isEmpty() ? List.of(new Part.Text("[no output]")) : kept;
    }

    private static Part.Text cut(Part.Text text, int left) {
        String whole = text.text();
        if (whole.length() <= left) {
            return text;
        }
        int end = left > 0 && Character.isHighSurrogate(whole.charAt(left - 1)) ? left - 1 : left;
        return new Part.Text(
                whole.substring(0, end) + "\n[" + (whole.length() - end) + " more characters were left out]");
    }

    private static int size(Part.Image image) {
        return image.source() instanceof MediaSource.Inline inline
                ? inline.base64().length()
                : 0;
    }
}
