package dev.caravan.provider.openai.responses;

import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Part;
import java.util.List;

/** A part of the answer that is coming in. */
final class IncomingPart {

    private final PartFeed feed;
    private final int index;
    private int length;
    private int citations;
    private boolean ended;

    /** Begins the part. */
    IncomingPart(PartFeed feed, Part head) {
        this.feed = feed;
        this.index = feed.start(head);
    }

    void grow(String text) {
        if (!ended && !text.isEmpty()) {
            length += text.length();
            feed.grow(index, text);
        }
    }

    /** Adds what of the whole text has not come yet: a server may leave out pieces and tell only the whole. */
    void fillUp(String whole) {
        if (whole.length() > length) {
            grow(whole.substring(length));
        }
    }

    boolean isEmpty() {
        return length == 0;
    }

    void cite(Citation citation) {
        if (!ended) {
            citations++;
            feed.cite(index, citation);
        }
    }

    /** Adds those of all citations that have not come yet. */
    void fillUp(List<Citation> all) {
        for (int i = citations; i < all.size(); i++) {
            cite(all.get(i));
        }
    }

    void sign(String signature) {
        if (!ended) {
            feed.sign(index, signature);
        }
    }

    /** Ends the part; a second time does nothing. */
    void end() {
        if (!ended) {
            ended = true;
            feed.end(index);
        }
    }
}
