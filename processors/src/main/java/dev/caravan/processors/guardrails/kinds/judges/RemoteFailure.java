package dev.caravan.processors.guardrails.kinds.judges;

/** Somebody who was asked gave no answer that can be used. The message holds neither credentials nor anything of a text. */
final class RemoteFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RemoteFailure(String message) {
        super(message);
    }
}
