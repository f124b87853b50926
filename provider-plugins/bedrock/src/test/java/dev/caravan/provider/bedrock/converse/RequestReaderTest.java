package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    private final Losses losses = new Losses();

    @Test
    void readsTheWholeRequest() {
        ChatRequest request = read(Goldens.json("request.json"));

        assertThat(losses.fields()).isEmpty();
        assertThat(request.model()).isEqualTo(CLAUDE);
        assertThat(request.stream()).isTrue();
        assertThat(request.maxTokens()).isEqualTo(40_000);
        assertThat(request.stop()).containsExactly("END");
        assertThat(request.sampling())
                .isEqualTo(new Sampling(0.5, 0.9, 200, null, null, null, null, null, null, null, null));
        assertThat(request.thinking()).isEqualTo(Thinking.ofBudget(2048));
        assertThat(request.serviceTier()).isEqualTo("priority");
        assertThat(request.metadata()).containsExactly(Map.entry("team", "search"), Map.entry("cost-center", "42"));
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema(
                        "report", "A report.", Goldens.parse("{\"type\":\"object\"}"), null));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("rates"));
        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function(
                                "rates",
                                "Interest rates.",
                                Goldens.parse("{\"type\":\"object\",\"properties\":{\"bank\":{\"type\":\"string\"}}}"),
                                true,
                                new CacheHint(null)),
                        new Tool.Function("chart", null, Goldens.parse("{\"type\":\"object\",\"properties\":{}}")),
                        new Tool.BuiltIn(
                                "bedrock-converse",
                                "systemTool",
                                Goldens.parse("{\"systemTool\":{\"name\":\"nova_grounding\"}}")));
    }

    @Test
    void readsSystemTextGuardedContentAndCachePoints() {
        Message system = read(Goldens.json("request.json")).messages().get(0);

        assertThat(system.role()).isEqualTo(Role.SYSTEM);
        assertThat(system.parts()).hasSize(3);
        assertThat(system.parts().get(0)).isEqualTo(new Part.Text("You are an economist."));
        assertThat(system.parts().get(1)).isInstanceOfSatisfying(Part.Opaque.class, opaque -> assertThat(opaque.type())
                .isEqualTo("guardContent"));
        assertThat(system.parts().get(2)).isInstanceOfSatisfying(Part.Opaque.class, opaque -> assertThat(opaque.type())
                .isEqualTo("cachePoint"));
    }

    @Test
    void readsWhatAUserShows() {
        List<Part> parts = read(Goldens.json("request.json")).messages().get(1).parts();

        assertThat(parts.get(0)).isInstanceOf(Part.Opaque.class);
        assertThat(parts.subList(1, parts.size()))
                .containsExactly(
                        new Part.Text("What do these say?", List.of(), new CacheHint("5m")),
                        new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo=")),
                        new Part.Image(new MediaSource.Url("s3://bucket/camel.jpg", "image/jpeg")),
                        new Part.Document(
                                new MediaSource.Inline("application/pdf", "JVBERi0xLjQK"),
                                "Annual report [2024].pdf",
                                "From the archive.",
                                true,
                                new CacheHint(null)),
                        new Part.Document(new MediaSource.PlainText("Plain words."), null),
                        new Part.Video(new MediaSource.Inline("video/3gpp", "AAAA")),
                        new Part.Audio(new MediaSource.Inline("audio/wav", "UklGRg=="), "wav"));
    }

    @Test
    void readsThoughtsCitedTextAndCalls() {
        List<Part> parts = read(Goldens.json("request.json")).messages().get(2).parts();

        assertThat(parts.get(0)).isEqualTo(new Part.Reasoning("I need the rates.", "c2lnbmVk", null, null));
        assertThat(parts.get(1)).isEqualTo(new Part.Reasoning("", null, "cmVkYWN0ZWQ=", null));
        assertThat(parts.get(2)).isInstanceOfSatisfying(Part.Text.class, text -> {
            assertThat(text.text()).isEqualTo("Money is scarce.");
            assertThat(text.citations()).singleElement().satisfies(citation -> {
                assertThat(citation.title()).isEqualTo("Annual report");
                assertThat(citation.quote()).isEqualTo("scarce");
                assertThat(citation.start()).isZero();
                assertThat(citation.end()).isEqualTo(16);
            });
        });
        assertThat(parts.get(3))
                .isEqualTo(new Part.ToolCall("tooluse_1", "rates", "{\"bank\":\"ECB\",\"days\":[1,2.50]}"));
        assertThat(parts.get(4)).isEqualTo(new Part.ToolCall("tooluse_2", "chart", "{}"));
    }

    @Test
    void readsResultsWithPicturesAndErrors() {
        List<Part> parts = read(Goldens.json("request.json")).messages().get(3).parts();

        assertThat(parts.get(0)).isEqualTo(new Part.ToolResult("tooluse_1", "3.75"));
        assertThat(parts.get(1)).isInstanceOfSatisfying(Part.ToolResult.class, result -> {
            assertThat(result.error()).isTrue();
            assertThat(result.content().get(0))
                    .isEqualTo(new Part.Image(new MediaSource.Inline("image/gif", "R0lGODlh")));
            assertThat(result.content().get(1)).isInstanceOf(Part.Opaque.class);
        });
    }

    @Test
    void comesBackAsItWas() {
        ObjectNode body = Goldens.json("request.json");
        ChatRequest request = read(body);

        WireRequest written = new ConverseDialect().encodeRequest(request, losses);

        assertThat(losses.fields()).isEmpty();
        assertThat(written.model()).isEqualTo(CLAUDE);
        assertThat(written.stream()).isTrue();
        assertThat(written.body()).hasToString(body.toString());
    }

    @Test
    void readsAResultsJsonAsText() {
        ChatRequest request =
                read("{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"t\","
                        + "\"content\":[{\"json\":{\"rate\":3.750}}],\"status\":\"success\"}}]}]}");

        assertThat(request.messages().get(0).parts()).containsExactly(new Part.ToolResult("t", "{\"rate\":3.750}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void joinsADocumentsChunksAndSaysSo() {
        ChatRequest request = read("{\"messages\":[{\"role\":\"user\",\"content\":[{\"document\":{\"name\":\"a b\","
                + "\"source\":{\"content\":[{\"text\":\"one\"},{\"text\":\"two\"}]}}}]}]}");

        assertThat(request.messages().get(0).parts())
                .containsExactly(new Part.Document(new MediaSource.PlainText("one\ntwo"), "a b"));
        assertThat(losses.fields()).containsExactly("messages.content.document.source.content");
    }

    @Test
    void readsTextOfAnotherFormatAsBytes() {
        ChatRequest request = read("{\"messages\":[{\"role\":\"user\",\"content\":[{\"document\":{\"name\":\"a\","
                + "\"format\":\"md\",\"source\":{\"text\":\"# One\"}}}]}]}");

        assertThat(request.messages().get(0).parts())
                .containsExactly(new Part.Document(new MediaSource.Inline("text/markdown", "IyBPbmU="), "a.md"));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"},\"output_config\":{\"effort\":\"max\"}}',"
                + " ADAPTIVE, max, omitted",
        "'{\"thinking\":{\"type\":\"disabled\"}}', DISABLED, , ",
        "'{\"reasoning_config\":{\"type\":\"enabled\"}}', ENABLED, , ",
        "'{\"output_config\":{\"effort\":\"low\"}}', , low, ",
    })
    void readsHowMuchAnthropicsModelsAreToThink(String fields, Thinking.Mode mode, String effort, String summary) {
        ChatRequest request = read("{\"additionalModelRequestFields\":" + fields + "," + MESSAGES + "}");

        assertThat(request.thinking()).isEqualTo(new Thinking(mode, effort, null, summary));
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', , low",
        "'{\"thinking\":{\"type\":\"adaptive\"}}', ADAPTIVE, low",
    })
    void readsTheEffortOfTheOutput(String fields, Thinking.Mode mode, String effort) {
        ChatRequest request = read("{\"outputConfig\":{\"effort\":\"low\"},\"additionalModelRequestFields\":" + fields
                + "," + MESSAGES + "}");

        assertThat(request.thinking()).isEqualTo(new Thinking(mode, effort, null, null));
    }

    @Test
    void namesWhatOnlyBedrockHas() {
        read("{" + MESSAGES
                + ",\"guardrailConfig\":{\"guardrailIdentifier\":\"g\"},\"promptVariables\":{\"a\":{\"text\":\"b\"}},"
                + "\"performanceConfig\":{\"latency\":\"optimized\"},\"additionalModelResponseFieldPaths\":[\"/x\"],"
                + "\"additionalModelRequestFields\":{\"anthropic_beta\":[\"b\"],\"thinking\":{\"type\":\"adaptive\",\"new\":1}},"
                + "\"inferenceConfig\":{\"new\":1},\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"t\",\"new\":1,"
                + "\"inputSchema\":{\"json\":{}}}}],\"new\":1},\"outputConfig\":{\"new\":1}}");

        assertThat(losses.fields())
                .containsExactlyInAnyOrder(
                        "guardrailConfig",
                        "promptVariables",
                        "performanceConfig",
                        "additionalModelResponseFieldPaths",
                        "additionalModelRequestFields.anthropic_beta",
                        "additionalModelRequestFields.thinking.new",
                        "inferenceConfig.new",
                        "toolConfig.tools.toolSpec.new",
                        "toolConfig.new",
                        "outputConfig.new");
    }

    @Test
    void saysNothingOfWhatHasNoEffect() {
        read("{" + MESSAGES + ",\"performanceConfig\":{\"latency\":\"standard\"},\"requestMetadata\":{},"
                + "\"additionalModelResponseFieldPaths\":[]}");

        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | messages",
                "{'messages':[]} | messages",
                "{'messages':{}} | messages",
                "{'messages':[{'content':[]}]} | messages[0].role",
                "{'messages':[{'role':'tool','content':[]}]} | messages[0].role",
                "{'messages':[{'role':'user','content':'Hi'}]} | messages[0].content",
                "{'messages':[{'role':'user','content':['Hi']}]} | messages[0].content[0]",
                "{'messages':[{'role':'user','content':[{}]}]} | messages[0].content[0]",
                "{'messages':[{'role':'user','content':[{'text':'a','image':{}}]}]} | messages[0].content[0]",
                "{'messages':[{'role':'user','content':[{'text':1}]}]} | messages[0].content[0].text",
                "{'messages':[{'role':'user','content':[{'image':{'format':'png'}}]}]} | messages[0].content[0].image.source",
                "{'messages':[{'role':'user','content':[{'image':{'format':'png','source':{}}}]}]}"
                        + " | messages[0].content[0].image.source.bytes",
                "{'messages':[{'role':'user','content':[{'toolUse':{'name':'n'}}]}]}"
                        + " | messages[0].content[0].toolUse.toolUseId",
                "{'system':'Be brief.'} | system",
                "{'messages':[{'role':'user','content':[]}],'inferenceConfig':{'maxTokens':'1'}} | inferenceConfig.maxTokens",
                "{'messages':[{'role':'user','content':[]}],'toolConfig':{'toolChoice':{}}} | toolConfig.toolChoice.auto",
                "{'messages':[{'role':'user','content':[]}],'toolConfig':{'tools':[{'toolSpec':{'name':'n','inputSchema':{}}}]}}"
                        + " | toolConfig.tools[0].toolSpec.inputSchema.json",
                "{'messages':[{'role':'user','content':[]}],'requestMetadata':{'a':1}} | requestMetadata.a",
                "{'messages':[{'role':'user','content':[]}],'outputConfig':{'textFormat':{'type':'text'}}}"
                        + " | outputConfig.textFormat.type",
                "{'messages':[{'role':'user','content':[]}],'outputConfig':{'textFormat':{'type':'json_schema',"
                        + "'structure':{'jsonSchema':{'schema':'{'}}}}}"
                        + " | outputConfig.textFormat.structure.jsonSchema.schema",
                "{'messages':[{'role':'user','content':[]}],'additionalModelRequestFields':{'thinking':{'type':'x'}}}"
                        + " | additionalModelRequestFields.thinking.type",
            })
    void refusesWhatIsNoneOfTheDialectByNamingIt(String body, String param) {
        assertThatThrownBy(() -> read(body.replace('\'', '"'))).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.param()).isEqualTo(param);
        });
    }

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]";

    private ChatRequest read(String body) {
        return read((ObjectNode) Goldens.parse(body));
    }

    private ChatRequest read(ObjectNode body) {
        return new ConverseDialect().decodeRequest(new WireRequest(CLAUDE, true, body), losses);
    }
}
