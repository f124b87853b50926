package dev.caravan.processors.guardrails.kinds.injection;

import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/**
 * Searches text that a person does not see and a model reads: tag characters, which repeat ASCII invisibly, and runs of other
 * invisible characters, which can stand for anything. Flags such as Scotland's are made of tags too, and are none.
 */
final class HiddenTextSearch implements Search {

    private static final int FLAG = 0x1F3F4;
    private static final int MOST_TAGS_OF_A_FLAG = 7;
    private static final int SHORTEST_RUN = 4;

    @Override
    public void find(String text, Findings into) {
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) < 0xAD) {
                i++;
                continue;
            }
            int end = i;
            int run = 0;
            int tags = 0;
            while (end < text.length() && Letters.isInvisible(text.codePointAt(end))) {
                tags += isTag(text.codePointAt(end)) ? 1 : 0;
                end += Character.charCount(text.codePointAt(end));
                run++;
            }
            boolean flag = tags == run && tags <= MOST_TAGS_OF_A_FLAG && i > 0 && text.codePointBefore(i) == FLAG;
            if (!flag && (tags > 0 || run >= SHORTEST_RUN)) {
                into.add(i, end, "hidden-text");
            }
            i = run > 0 ? end : i + Character.charCount(text.codePointAt(i));
        }
    }

    @Override
    public int open(String text) {
        int start = text.length();
        while (start > 0 && Letters.isInvisible(text.codePointBefore(start))) {
            start -= Character.charCount(text.codePointBefore(start));
        }
        return start;
    }

    private static boolean isTag(int codePoint) {
        return codePoint >= 0xE0000 && codePoint <= 0xE007F;
    }
}
