package dev.caravan.processors.debugging;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** A report of the JVM itself, as {@code jcmd} has it. */
public enum JvmReport {
    /** The threads with their stacks and locks. */
    THREADS("threadPrint", "-l"),
    /** Every class with the number and the bytes of its objects, those that are garbage included: no collection is forced. */
    HEAP("gcClassHistogram", "-all");

    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

    private final String command;
    private final String option;

    JvmReport(String command, String option) {
        this.command = command;
        this.option = option;
    }

    /** The report as text. Stops all threads for a moment; blocks. */
    String text() {
        try {
            Object report = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName(COMMANDS), command, new Object[] {new String[] {option}}, new String[] {
                        String[].class.getName()
                    });
            return String.valueOf(report);
        } catch (JMException e) {
            throw new IllegalStateException("this JVM has no " + command, e);
        }
    }
}
