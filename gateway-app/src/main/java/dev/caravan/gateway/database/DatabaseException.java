package dev.caravan.gateway.database;

import java.sql.SQLException;

/** The database cannot be used. The message is for the operator: what is wrong, and what to do; no password in it. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** H2: the file is opened by another process. */
    private static final int IN_USE = 90020;

    private DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The exception that tells an operator of this failure. */
    public static DatabaseException of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new DatabaseException(message(sql), failure);
            }
        }
        return new DatabaseException("database: " + failure.getMessage(), failure);
    }

    private static String message(SQLException failure) {
        if (failure.getErrorCode() == IN_USE) {
            return "database.url: the file is in use by another gateway. Stop that one, give this one a file of its own, or use"
                    + " PostgreSQL, which several gateways may share";
        }
        String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return "database: cannot be used: " + first + ". Check database.url, user and password";
    }
}
