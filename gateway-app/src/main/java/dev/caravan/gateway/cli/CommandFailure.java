package dev.caravan.gateway.cli;

/** Why a command was not done: a message of one or more lines for a person, and an exit code for programs. */
final class CommandFailure extends RuntimeException {

    static final int REFUSED = 1;
    static final int WRONG_USE = 2;
    static final int UNREACHABLE = 3;

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The gateway said no. */
    static CommandFailure refused(String message) {
        return new CommandFailure(REFUSED, message);
    }

    /** The command cannot mean anything as it was written. */
    static CommandFailure wrongUse(String message) {
        return new CommandFailure(WRONG_USE, message);
    }

    /** There is no gateway to ask. */
    static CommandFailure unreachable(String message) {
        return new CommandFailure(UNREACHABLE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
