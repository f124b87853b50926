package com.example.shout;

import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;

/** Answers a chat with the last message in capitals. Its one setting, {@code ending}, is "!" unless given. */
public final class ShoutPlugin implements ProviderPlugin {

    @Override
    public String name() {
        return "shout";
    }

    @Override
    public Provider create(Settings settings) {
        String ending = settings.text("ending", "!");
        if (ending.length() > 10) {
            throw settings.invalid("ending", "is longer than ten characters", "Write a few exclamation marks");
        }
        return new ShoutProvider(ending);
    }
}
