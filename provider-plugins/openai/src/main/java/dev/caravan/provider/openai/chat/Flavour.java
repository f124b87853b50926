package dev.caravan.provider.openai.chat;

/** Who is written to: the fields that OpenAI has and others have not, and the other way round. */
enum Flavour {
    OPENAI,
    COMPATIBLE
}
