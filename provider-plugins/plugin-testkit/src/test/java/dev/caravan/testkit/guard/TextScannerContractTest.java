package dev.caravan.testkit.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract must let a good scanner pass, and find each of these faults in a bad one. */
class TextScannerContractTest {

    private static final String DECIDED = "isRightAboutWhatIsDecidedWhereverATextIsCut";

    @Test
    void aGoodScannerPasses() {
        assertThat(faultsFoundIn(Good.class)).isEmpty();
    }

    @Test
    void aScannerThatHoldsNothingBackIsFound() {
        assertThat(faultsFoundIn(HoldsNothing.class)).containsExactly(DECIDED);
    }

    @Test
    void aScannerThatFindsTwiceOrOutOfOrderIsFound() {
        assertThat(faultsFoundIn(OutOfOrder.class)).contains("findsSomethingInEachSampleInOrderAndApart");
    }

    @Test
    void aScannerThatFindsNothingIsFound() {
        assertThat(faultsFoundIn(Blind.class)).contains("findsSomethingInEachSampleInOrderAndApart");
    }

    @Test
    void aScannerThatRemembersIsFound() {
        assertThat(faultsFoundIn(Forgetful.class)).contains("findsTheSameEachTimeAndFromSeveralThreads");
    }

    @Test
    void aKindThatDoesNotReadItsSettingsIsFound() {
        assertThat(faultsFoundIn(ReadsNothing.class))
                .containsExactly("readsEveryKeyOfItsSettingsAndLeavesAnUnknownOne");
    }

    @Test
    void aNameInUpperCaseIsFound() {
        assertThat(faultsFoundIn(Shouting.class)).containsExactly("hasANameOfLowerCaseLettersDigitsAndDashes");
    }

    private static Set<String> faultsFoundIn(Class<? extends Contract> contract) {
        Set<String> faults = new TreeSet<>();
        for (Event event : EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .allEvents()
                .failed()
                .list()) {
            String id = event.getTestDescriptor().getUniqueId().toString();
            faults.add(id.replaceFirst(".*?\\[(?:method|test-factory):([^(]+)\\(.*", "$1"));
        }
        return faults;
    }

    /** Finds the word that the setting names, wherever it stands. */
    private static class WordScanner implements TextScanner {

        private final String word;

        WordScanner(String word) {
            this.word = word;
        }

        @Override
        public List<Finding> scan(String text) {
            List<Finding> findings = new ArrayList<>();
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
                findings.add(new Finding(at, at + word.length(), "word"));
            }
            return findings;
        }

        @Override
        public int undecided(String text) {
            return Math.min(text.length(), word.length() - 1);
        }
    }

    abstract static class Contract extends TextScannerContract {

        Guardrail scanner(String word) {
            return new WordScanner(word);
        }

        Guardrail create(Settings settings) {
            return scanner(settings.requiredText("word", "Write a word"));
        }

        String name() {
            return "word";
        }

        @Override
        protected GuardrailKind kind() {
            return new GuardrailKind() {
                @Override
                public String name() {
                    return Contract.this.name();
                }

                @Override
                public Guardrail create(Settings settings) {
                    return Contract.this.create(settings);
                }
            };
        }

        @Override
        protected Map<String, Object> settings() {
            return Map.of("word", "caravan");
        }

        @Override
        protected List<String> samples() {
            return List.of("a caravan", "caravancaravan, carcaravan");
        }
    }

    static class Good extends Contract {}

    static class HoldsNothing extends Contract {
        @Override
        Guardrail scanner(String word) {
            return new WordScanner(word) {
                @Override
                public int undecided(String text) {
                    return 0;
                }
            };
        }
    }

    static class OutOfOrder extends Contract {
        @Override
        Guardrail scanner(String word) {
            return new WordScanner(word) {
                @Override
                public List<Finding> scan(String text) {
                    List<Finding> findings = new ArrayList<>(super.scan(text));
                    Collections.reverse(findings);
                    return findings;
                }
            };
        }
    }

    static class Blind extends Contract {
        @Override
        Guardrail scanner(String word) {
            return new WordScanner("\uFFFF");
        }
    }

    static class Forgetful extends Contract {
        @Override
        Guardrail scanner(String word) {
            return new WordScanner(word) {
                private boolean asked;

                @Override
                public List<Finding> scan(String text) {
                    boolean before = asked;
                    asked = true;
                    return before ? List.of() : super.scan(text);
                }
            };
        }
    }

    static class ReadsNothing extends Contract {
        @Override
        Guardrail create(Settings settings) {
            return scanner("caravan");
        }
    }

    static class Shouting extends Contract {
        @Override
        String name() {
            return "WORD";
        }
    }
}
