package dev.caravan.provider.anthropic.messages;

import dev.caravan.spi.wire.MadeUpId;

/** Ids in Anthropic's manner, for answers of providers that give none. */
final class NewIds {

    private NewIds() {}

    static String message() {
        return "msg_" + random();
    }

    static String toolUse() {
        return "toolu_" + random();
    }

    private static String random() {
        return MadeUpId.hex();
    }
}
