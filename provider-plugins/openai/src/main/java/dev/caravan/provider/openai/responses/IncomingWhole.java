package dev.caravan.provider.openai.responses;

import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;

/** An item that only this dialect has; it is passed on when it is whole. */
final class IncomingWhole implements IncomingItem {

    private final PartFeed feed;
    private boolean done;

    IncomingWhole(PartFeed feed) {
        this.feed = feed;
    }

    @Override
    public void event(String type, Fields event) {
        // the item holds it all in the end
    }

    @Override
    public void done(Fields item) {
        if (!done) {
            done = true;
            feed.whole(new Part.Opaque(ResponsesDialect.NAME, item.requiredText("type"), item.json()));
        }
    }

    @Override
    public void end() {
        // was never whole
    }
}
