package dev.caravan.processors.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolNamesTest {

    @Test
    void aNameThatAllProvidersTakeStaysAsItIs() {
        assertThat(ToolNames.of("files", "read_file")).isEqualTo("files__read_file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "read.file",
                "read/file",
                "lire fichier",
                "öffnen",
                "x",
                "a-very-long-name-of-a-tool-that-goes-on-and-on-for-ever"
            })
    void everyNameIsOneThatAllProvidersTake(String tool) {
        assertThat(ToolNames.of("a-server-with-a-name-of-its-own", tool)).matches("[a-zA-Z0-9_-]{1,64}");
    }

    @Test
    void namesThatLookAlikeStayApart() {
        assertThat(ToolNames.of("files", "read.file")).isNotEqualTo(ToolNames.of("files", "read/file"));
        assertThat(ToolNames.of("files", "x".repeat(70))).isNotEqualTo(ToolNames.of("files", "x".repeat(71)));
        assertThat(ToolNames.of("files", "read.file")).isNotEqualTo(ToolNames.of("files", "read_file"));
    }

    @ParameterizedTest
    @CsvSource({"files,read_file", "files,read.file", "files_,_read", "a-name-of-a-server-of-the-most,öffnen"})
    void aNameTellsOfWhichServerItMayBe(String server, String tool) {
        assertThat(ToolNames.mayBeOf(server, ToolNames.of(server, tool))).isTrue();
        assertThat(ToolNames.mayBeOf(server, ToolNames.of(server, tool.repeat(30))))
                .isTrue();
        assertThat(ToolNames.mayBeOf(server.repeat(20), ToolNames.of(server.repeat(20), tool)))
                .isTrue();
        assertThat(ToolNames.mayBeOf("file", ToolNames.of(server, tool))).isFalse();
    }

    @Test
    void aToolboxKeepsTheOrderOfItsServersAndKnowsWhoIsMissing() {
        Toolbox tools = Toolbox.of(List.of(
                new ServerTools("b", true, false, List.of(tool("z"), tool("z"))),
                new ServerTools("gone", false, false, List.of()),
                new ServerTools("a", true, false, List.of(tool("y")))));

        assertThat(tools.all()).extracting(Toolbox.Offered::name).containsExactly("b__z", "a__y");
        assertThat(tools.missing()).containsExactly("gone");
        assertThat(tools.find("a__y")).isNotNull();
        assertThat(tools.find("a__z")).isNull();
    }

    private static ServedTool tool(String name) {
        return new ServedTool(name, null, Json.object());
    }
}
