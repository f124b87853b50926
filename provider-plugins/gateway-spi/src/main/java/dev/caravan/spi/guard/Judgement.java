package dev.caravan.spi.guard;

/**
 * What a {@link TextJudge} says.
 *
 * @param passed whether there is nothing against the text
 * @param reason a sentence for the caller; nothing of the text in it. Empty when it passed
 */
public record Judgement(boolean passed, String reason) {

    /** There is nothing against it. */
    public static final Judgement PASSED = new Judgement(true, "");

    /** There is something against it. */
    public static Judgement failed(String reason) {
        return new Judgement(false, reason);
    }
}
