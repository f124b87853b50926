package dev.caravan.testkit.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextScanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the gateway relies on in every kind of guardrail that scans texts. A test of the kind extends this class and supplies the
 * kind, settings to try it with and a few texts:
 *
 * <pre>{@code
 * class TicketKindContractTest extends TextScannerContract {
 *     protected GuardrailKind kind() { return new TicketKind(); }
 *     protected Map<String, Object> settings() { return Map.of("project", "CARAVAN"); }
 *     protected List<String> samples() { return List.of("See CARAVAN-12 and CARAVAN-7.", "CARAVAN-1"); }
 * }
 * }</pre>
 */
public abstract class TextScannerContract {

    private static final int HOSTILE_LENGTH = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int THREADS = 4;

    private final Map<String, TextScanner> scanners = new LinkedHashMap<>();

    /** A new instance of the kind under test. */
    protected abstract GuardrailKind kind();

    /** Settings with a value for every key that the kind reads, as far as they go together. */
    protected abstract Map<String, Object> settings();

    /**
     * Texts of up to some hundred characters in each of which there is something to find: alone, between other text, at the
     * beginning and at the end, several one after the other. Each is tried cut at every place.
     */
    protected abstract List<String> samples();

    @Test
    final void hasANameOfLowerCaseLettersDigitsAndDashes() {
        assertThat(kind().name()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    final void readsEveryKeyOfItsSettingsAndLeavesAnUnknownOne() {
        Map<String, Object> more = new LinkedHashMap<>(settings());
        Settings known = settings(more);
        kind().create(known);
        assertThatCode(known::rejectUnread).doesNotThrowAnyException();

        more.put("no-such-key", "x");
        Settings unknown = settings(more);
        kind().create(unknown);
        assertThatThrownBy(unknown::rejectUnread)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("no-such-key");
    }

    @TestFactory
    final Stream<DynamicTest> findsSomethingInEachSampleInOrderAndApart() {
        return eachSample(text -> {
            List<Finding> findings = scanner().scan(text);

            assertThat(findings).isNotEmpty();
            int covered = 0;
            for (Finding finding : findings) {
                assertThat(finding.start()).as("start of %s", finding).isGreaterThanOrEqualTo(covered);
                assertThat(finding.end()).as("end of %s", finding).isLessThanOrEqualTo(text.length());
                assertThat(finding.label()).matches("[a-z0-9-]+");
                covered = finding.end();
            }
        });
    }

    @TestFactory
    final Stream<DynamicTest> findsTheSameEachTimeAndFromSeveralThreads() {
        return eachSample(text -> {
            TextScanner scanner = scanner();
            List<Finding> once = scanner.scan(text);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            try {
                Callable<List<Finding>> again = () -> scanner.scan(text);
                for (Future<List<Finding>> result : threads.invokeAll(List.of(again, again, again, again))) {
                    assertThat(result.get()).isEqualTo(once);
                }
            } finally {
                threads.shutdownNow();
            }
        });
    }

    /**
     * What the streaming of a redacted answer stands on: what begins before the undecided end of a part is found in the part
     * exactly as it is found in the whole.
     */
    @TestFactory
    final Stream<DynamicTest> isRightAboutWhatIsDecidedWhereverATextIsCut() {
        return eachSample(text -> {
            List<Finding> whole = scanner().scan(text);
            for (int cut = 0; cut <= text.length(); cut++) {
                String part = text.substring(0, cut);
                int undecided = scanner().undecided(part);
                assertThat(undecided).as("undecided of '%s'", part).isBetween(0, cut);
                int decided = cut - undecided;
                assertThat(before(decided, scanner().scan(part)))
                        .as("found before %d in '%s'", decided, part)
                        .isEqualTo(before(decided, whole));
            }
        });
    }

    @Test
    final void findsNothingInAnEmptyText() {
        assertThat(scanner().scan("")).isEmpty();
        assertThat(scanner().undecided("")).isZero();
    }

    @TestFactory
    final Stream<DynamicTest> comesToAnEndWithAHostileTextOfAMebibyte() {
        return HostileTexts.ofLength(HOSTILE_LENGTH).entrySet().stream()
                .map(text -> dynamicTest(text.getKey(), () -> {
                    TextScanner scanner = scanner();
                    assertTimeoutPreemptively(PATIENCE, () -> {
                        scanner.scan(text.getValue());
                        scanner.undecided(text.getValue());
                    });
                }));
    }

    private Stream<DynamicTest> eachSample(Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String sample : samples()) {
            for (String text :
                    List.of(sample, "See: " + sample + ".", sample + "\n" + sample, "(" + sample + " and so on)")) {
                tests.add(dynamicTest(text, () -> check.check(text)));
            }
        }
        assertThat(tests).as("samples").isNotEmpty();
        return tests.stream();
    }

    private static List<Finding> before(int end, List<Finding> findings) {
        return findings.stream().filter(finding -> finding.start() < end).toList();
    }

    private TextScanner scanner() {
        return scanners.computeIfAbsent("the one under test", key -> (TextScanner) kind().create(settings(settings())));
    }

    private static Settings settings(Map<String, Object> values) {
        return Settings.of("guardrails.under-test", values);
    }

    private interface Check {
        void check(String text) throws Exception;
    }
}
