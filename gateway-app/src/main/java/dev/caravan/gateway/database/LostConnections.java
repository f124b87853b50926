package dev.caravan.gateway.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Has connections replaced to an H2 that has closed itself, as it does when its file cannot be written: the next one opens it
 * anew, with all that was committed. The pool knows by itself which failures mean that of other databases.
 */
final class LostConnections implements SQLExceptionOverride {

    /** The database is closed, was closed while the process ends, or its connection is broken; a failure of the store itself. */
    private static final Set<String> LOST = Set.of("90098", "90121", "90067");

    private static final int GENERAL_ERROR = 50000;

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        boolean lost = LOST.contains(failure.getSQLState()) || failure.getErrorCode() == GENERAL_ERROR;
        return lost ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
