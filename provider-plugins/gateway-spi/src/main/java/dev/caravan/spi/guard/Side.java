package dev.caravan.spi.guard;

/** Which way a text goes. */
public enum Side {
    /** From the client to the model. */
    INPUT,
    /** From the model to the client. */
    OUTPUT
}
