package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import org.jspecify.annotations.Nullable;

/**
 * Within which an id is that of one record: a project, whose keys share its ids; or a key without a project, which sees nothing of
 * others. The unique indexes say the same.
 *
 * @param project empty without one, as unique keys do not hold for null
 * @param key empty for all of a project
 */
record IdSpace(String project, String key) {

    private static final int LONGEST_KEY = 200;

    static IdSpace of(Owner owner) {
        return of(owner.project(), owner.key());
    }

    /**
     * @param project empty or null for none
     * @param key as it was told, or as it stands in a row; null where none was asked for
     */
    static IdSpace of(@Nullable String project, @Nullable String key) {
        if (project != null && !project.isEmpty()) {
            return new IdSpace(project, "");
        }
        String kept = ExchangeRows.kept(key, LONGEST_KEY);
        return new IdSpace("", kept == null ? "" : kept);
    }
}
