package dev.caravan.processors.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.endpoints.PromptTemplate.MissingVariableException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {

    @Test
    void variablesAreReplacedWhereverTheyStand() {
        PromptTemplate template = PromptTemplate.compile("{{a}}Tell {{ who.name }} of {{a}}, } and {.{{b-2}}");

        assertThat(template.names()).containsExactlyInAnyOrder("a", "who.name", "b-2");
        assertThat(template.render(Map.of("a", "1", "who.name", "Ada", "b-2", "")::get))
                .isEqualTo("1Tell Ada of 1, } and {.");
    }

    @Test
    void whatIsPutInIsNotLookedInto() {
        assertThat(PromptTemplate.compile("{{input}}").render(Map.of("input", "{{secret}} $1 \\")::get))
                .isEqualTo("{{secret}} $1 \\");
    }

    @Test
    void aTextWithoutVariablesStays() {
        assertThat(PromptTemplate.compile("a { b } c").render(name -> null)).isEqualTo("a { b } c");
    }

    @Test
    void aMissingValueIsNamed() {
        assertThatThrownBy(() -> PromptTemplate.compile("{{a}}{{b}}").render(Map.of("a", "1")::get))
                .isInstanceOfSatisfying(MissingVariableException.class, missing -> assertThat(missing.variable())
                        .isEqualTo("b"));
    }

    @Test
    void bracesWithoutANameAreRefused() {
        assertThatThrownBy(() -> PromptTemplate.compile("a {{input")).hasMessage("has '{{' without '}}'");
        assertThatThrownBy(() -> PromptTemplate.compile("{{}}")).hasMessageContaining("no variable's name");
        assertThatThrownBy(() -> PromptTemplate.compile("{{a b}}")).hasMessageContaining("{{a b}}");
    }
}
