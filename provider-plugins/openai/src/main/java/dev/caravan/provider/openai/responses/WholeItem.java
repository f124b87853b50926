package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;

/** An item that comes whole: one that only this dialect has, or a picture. */
record WholeItem(ObjectNode item) implements OutputItem, OutputPart {

    @Override
    public ObjectNode json(String status) {
        return item;
    }

    @Override
    public boolean takes(Part head) {
        return false;
    }

    @Override
    public OutputPart begin(Part head) {
        return this;
    }

    @Override
    public void grow(String text) {}

    @Override
    public void end() {}
}
