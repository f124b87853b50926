package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.sdk.OpenAiClients.client;
import static dev.caravan.acceptance.sdk.OpenAiClients.hello;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.models.Model;
import dev.caravan.acceptance.gateway.AtEachBaseUrl;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.upstream.RecordedCall;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java SDK's answers that come whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkIT {

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    @AtEachBaseUrl
    void a_chat_is_answered_and_the_provider_sees_its_own_key_only(String baseUrl) {
        ChatCompletion answer = client(baseUrl).chat().completions().create(hello().build());

        assertThat(answer.choices().get(0).message().content()).contains("Grüße aus der Karawanserei – 你好 👋");
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(29);
        RecordedCall call = setup.upstream().onlyCall();
        assertThat(call.path()).isEqualTo("/v1/chat/completions");
        assertThat(call.bodyText()).contains("\"Hello\"");
        if (!GatewayWithUpstream.direct()) {
            assertThat(call.header("authorization")).isEqualTo("Bearer " + GatewayConfig.UPSTREAM_KEY);
        }
    }

    @AtEachBaseUrl
    void a_chat_is_answered_asynchronously(String baseUrl) throws Exception {
        ChatCompletion answer = client(baseUrl)
                .async()
                .chat()
                .completions()
                .create(hello().build())
                .get(30, TimeUnit.SECONDS);

        assertThat(answer.choices().get(0).message().content()).isPresent();
        assertThat(answer.choices().get(0).finishReason().asString()).isEqualTo("stop");
    }

    @AtEachBaseUrl
    void tools_go_up_and_their_calls_come_back(String baseUrl) {
        ChatCompletionCreateParams question = hello().addTool(GetWeather.class).build();

        ChatCompletion answer = client(baseUrl).chat().completions().create(question);

        var function = answer.choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction()
                .function();
        assertThat(function.name()).isEqualTo("get_weather");
        assertThat(function.arguments(GetWeather.class).city).isEqualTo("Kraków");
        assertThat(setup.upstream().onlyCall().bodyText()).contains("\"tools\"").contains("City to look up");
    }

    @AtEachBaseUrl
    void a_structured_output_is_parsed_into_its_class(String baseUrl) {
        var question = hello().responseFormat(Person.class).build();

        var answer = client(baseUrl).chat().completions().create(question);

        Person person = answer.choices().get(0).message().content().orElseThrow();
        assertThat(person.name).isEqualTo("Ada");
        assertThat(person.age).isEqualTo(36);
        assertThat(setup.upstream().onlyCall().bodyText()).contains("\"json_schema\"");
    }

    @AtEachBaseUrl
    void embeddings_are_the_same_as_base64_and_as_floats(String baseUrl) {
        OpenAIClient client = client(baseUrl);
        EmbeddingCreateParams.Builder question =
                EmbeddingCreateParams.builder().model("text-embedding-3-small").input("caravan");

        List<Float> byDefault =
                client.embeddings().create(question.build()).data().get(0).embedding();
        List<Float> asFloats = client.embeddings()
                .create(question.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build())
                .data()
                .get(0)
                .embedding();

        assertThat(byDefault).hasSize(8).isEqualTo(asFloats);
        assertThat(setup.upstream().calls().get(0).bodyText()).contains("base64");
        assertThat(setup.upstream().calls().get(1).bodyText()).contains("float");
    }

    @AtEachBaseUrl
    void an_image_comes_back_intact(String baseUrl) {
        var question = ImageGenerateParams.builder()
                .model("gpt-image-1")
                .prompt("a camel")
                .build();

        var image =
                client(baseUrl).images().generate(question).data().orElseThrow().get(0);

        assertThat(Base64.getDecoder().decode(image.b64Json().orElseThrow())).startsWith(0x89, 'P', 'N', 'G');
    }

    @AtEachBaseUrl
    void the_provider_s_models_are_listed(String baseUrl) {
        var page = client(baseUrl).models().list();

        assertThat(page.data()).extracting(Model::id).anyMatch(id -> id.endsWith("gpt-4o-mini"));
    }

    static final class GetWeather {
        @JsonPropertyDescription("City to look up")
        public String city = "";

        public String unit = "";
    }

    static final class Person {
        public String name = "";
        public int age;
    }
}
