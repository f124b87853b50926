package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LossesTest {

    @Test
    void keepsANameOnceInTheOrderOfFinding() {
        Losses losses = new Losses();

        losses.add("top_k");
        losses.addIf(true, "logit_bias");
        losses.addIf(false, "seed");
        losses.addIf(true, "top_k");

        assertThat(losses.fields()).containsExactly("top_k", "logit_bias");
    }
}
