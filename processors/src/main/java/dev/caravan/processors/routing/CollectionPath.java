package dev.caravan.processors.routing;

import dev.caravan.spi.Operation;
import java.util.EnumSet;
import java.util.Set;

/** Paths of collections that a provider keeps, such as files, and of what is in them. */
public final class CollectionPath {

    private static final Set<Operation> COLLECTIONS = EnumSet.of(
            Operation.FILES,
            Operation.UPLOADS,
            Operation.BATCHES,
            Operation.ANTHROPIC_FILES,
            Operation.MESSAGE_BATCHES);

    private static final String VERSION = "/v1/";

    private CollectionPath() {}

    /** Whether the operation serves a collection, and each thing in it below. */
    public static boolean isOf(Operation operation) {
        return COLLECTIONS.contains(operation);
    }

    /**
     * @param operation one of those
     * @param path the client's, with {@code /v1} or without: {@code /v1/files/file-1/content}
     * @return what a provider's plugin is given: the operation's path and what the client's has below it
     */
    public static String upstream(Operation operation, String path) {
        int below = path.startsWith(VERSION) ? VERSION.length() : 1;
        int segments = operation.path().split("/", -1).length;
        for (int i = 0; i < segments && below < path.length(); i++) {
            int slash = path.indexOf('/', below + (i == 0 ? 0 : 1));
            below = slash < 0 ? path.length() : slash;
        }
        return operation.path() + path.substring(below);
    }
}
