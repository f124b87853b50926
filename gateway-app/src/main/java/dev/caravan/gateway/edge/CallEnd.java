package dev.caravan.gateway.edge;

/**
 * How a call ended.
 *
 * @param status the status that was sent, or 499 when the client left before there was one
 * @param outcome how far the answer came
 * @param errorCode the code of the error that the gateway answered with, or ended a stream with; empty when it gave none
 * @param bytes how much of the body was handed to the connection
 * @param overheadNanos what the gateway itself took until the answer's head
 * @param durationNanos from the request's head to the answer's end
 */
public record CallEnd(
        int status, Outcome outcome, String errorCode, long bytes, long overheadNanos, long durationNanos) {

    /** How far the answer came. */
    public enum Outcome {
        /** All of it was written. */
        COMPLETE("complete"),
        /** The client left first. */
        CLIENT_GONE("client_gone"),
        /** The answer broke off after its head was sent, whether or not the client could still be told so. */
        BROKEN("broken");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        /** The outcome in logs and metrics. */
        public String word() {
            return word;
        }
    }
}
