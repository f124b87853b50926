package dev.caravan.gateway.ledger;

import java.util.Locale;

/** What usage is added up by. */
public enum UsageGroup {
    /** A day of UTC. */
    DAY("day_number", "(started / 86400000000)"),
    PROJECT("project", "project"),
    KEY("key_name", "key_name"),
    USER("user_id", "user_id"),
    PROVIDER("provider", "provider"),
    /** The model that served, else the one that was asked for. */
    MODEL("model", UsageGroup.MODEL_OF_RECORDS),
    /** Known of single records alone: these are added up when they are asked for. */
    SESSION("", "session_id");

    static final String MODEL_OF_RECORDS = "COALESCE(served_model, model, '')";

    private final String ofDays;
    private final String ofRecords;

    UsageGroup(String ofDays, String ofRecords) {
        this.ofDays = ofDays;
        this.ofRecords = ofRecords;
    }

    /** The group as people write it: {@code model}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its expression in the table of days, or in that of records, where the absent is null. */
    String column(boolean fromRecords) {
        return fromRecords ? ofRecords : ofDays;
    }

    /** What to group by: the absent is one group, whether it was told as nothing or not at all. */
    String groupedBy(boolean fromRecords) {
        boolean isText = fromRecords && this != DAY && this != MODEL;
        return isText ? "COALESCE(" + ofRecords + ", '')" : column(fromRecords);
    }

    /** The condition that it has a value; an empty one stands for the absent. */
    Condition is(String value, boolean fromRecords) {
        String column = column(fromRecords);
        String kept = ExchangeRows.asKept(column, value);
        if (!kept.isEmpty()) {
            return Condition.of(column + " = ?", kept);
        }
        return Condition.of("(" + column + " = ''" + (fromRecords ? " OR " + column + " IS NULL)" : ")"));
    }
}
