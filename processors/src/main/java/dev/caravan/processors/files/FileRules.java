package dev.caravan.processors.files;

/**
 * What holds for files and batches.
 *
 * @param unknownIds what members may do with ids that the gateway has not seen being made
 */
public record FileRules(UnknownIds unknownIds) {

    public static final FileRules DEFAULT = new FileRules(UnknownIds.REFUSE);

    /** What is done with them. */
    public enum UnknownIds {
        /** They do not exist for anybody but admins. */
        REFUSE,
        /** They are everybody's. */
        ALLOW
    }

    boolean allowsUnknown() {
        return unknownIds == UnknownIds.ALLOW;
    }
}
