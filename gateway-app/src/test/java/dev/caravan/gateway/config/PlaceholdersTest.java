package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceholdersTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void setVariables() {
        file = new ConfigFixture(folder).with("PORT", "9090").with("ZONE", "eu").with("EMPTY", "");
    }

    private String model(String written) {
        return file.config("providers:\n  echo:\n    models:\n      - " + written + "\n")
                .providers()
                .get(0)
                .models()
                .get(0);
    }

    @Test
    void aVariableStandsForAValueOfAnyType() {
        assertThat(file.config("server:\n  port: ${PORT}\n" + ECHO).server().port())
                .isEqualTo(9090);
    }

    @Test
    void severalVariablesMayStandInsideAText() {
        assertThat(model("a-${ZONE}-${PORT}-z")).isEqualTo("a-eu-9090-z");
    }

    @Test
    void aDefaultStandsInForAVariableThatIsUnsetOrEmpty() {
        assertThat(model("${NOWHERE:fall-back}")).isEqualTo("fall-back");
        assertThat(model("${EMPTY:fall-back}")).isEqualTo("fall-back");
        assertThat(model("${ZONE:fall-back}")).isEqualTo("eu");
        assertThat(model("${NOWHERE:http://a:1/b}")).isEqualTo("http://a:1/b");
    }

    @Test
    void twoDollarSignsStandForOne() {
        assertThat(model("$${ZONE}")).isEqualTo("${ZONE}");
        assertThat(model("a$b$$c")).isEqualTo("a$b$$c");
    }

    @Test
    void whatAVariableHoldsIsNotLookedThroughAgain() {
        file.with("OUTER", "${ZONE}");

        assertThat(model("${OUTER}")).isEqualTo("${ZONE}");
    }

    @Test
    void anEmptyDefaultMakesTheKeyAbsent() {
        assertThat(file.config("server:\n  port: ${NOWHERE:}\n" + ECHO).server().port())
                .isEqualTo(8080);
    }

    @Test
    void anUnsetVariableIsToldWithItsKeyAndName() {
        assertThat(file.problems("server:\n  port: ${NOWHERE}\n" + ECHO))
                .containsExactly(
                        "gateway.yaml:2: server.port: the environment variable NOWHERE is not set. Set it, or write"
                                + " ${NOWHERE:} where the value may be absent");
    }

    @Test
    void anUnsetVariableOfASecretIsToldOnceOnly() {
        assertThat(file.problems(ECHO + "keys:\n  - name: a\n    key: ${NOWHERE}\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:5: keys[0].key: the environment variable NOWHERE is not set");
    }

    @Test
    void anUnsetVariableOfAPluginsKeyIsTold() {
        assertThat(file.problems("providers:\n  openai:\n    api-key: ${NOWHERE}\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:3: providers.openai.api-key: the environment variable NOWHERE is not set");
    }

    @Test
    void aReferenceThatNamesNoVariableIsRefused() {
        String told =
                "gateway.yaml:3: server.port: has a '${' that names no variable. Write ${NAME}, ${NAME:default}, or"
                        + " $${ for a plain ${";

        assertThat(file.problems(ECHO + "server: {\n  \"port\": \"${}\"}\n"))
                .first()
                .asString()
                .startsWith("gateway.yaml:4");
        assertThat(file.problems("# 1\nserver:\n  port: ${NOT CLOSED\n" + ECHO)).containsExactly(told);
        assertThat(file.problems("# 1\nserver:\n  port: ${1X}\n" + ECHO)).containsExactly(told);
    }
}
