package dev.caravan.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Operation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Checked against OpenAI's API reference, "The image generation response". */
class ImagesTest {

    @Test
    void areValidPngs() throws IOException {
        JsonNode answer = draw("{'model':'echo-image','prompt':'A red square','n':2}");

        assertThat(answer.get("created").longValue()).isEqualTo(1_735_689_600L);
        assertThat(answer.get("data")).hasSize(2);
        for (JsonNode item : answer.get("data")) {
            BufferedImage image = decode(item.get("b64_json").textValue());
            assertThat(image.getWidth()).isEqualTo(8);
            assertThat(image.getHeight()).isEqualTo(8);
            assertThat(image.getRGB(0, 0)).isEqualTo(image.getRGB(7, 7));
        }
        assertThat(answer.at("/data/0")).isNotEqualTo(answer.at("/data/1"));
    }

    @Test
    void haveTheColourThatWasWritten() throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngImage.ofColour(0x12ab9f)));

        assertThat(image.getRGB(3, 4) & 0xffffff).isEqualTo(0x12ab9f);
    }

    @Test
    void areTheSameForTheSamePrompt() {
        assertThat(draw("{'model':'m','prompt':'a'}")).isEqualTo(draw("{'model':'m','prompt':'a'}"));
        assertThat(draw("{'model':'m','prompt':'a'}").at("/data/0"))
                .isNotEqualTo(draw("{'model':'m','prompt':'b'}").at("/data/0"));
    }

    @Test
    void comeAsADataUrlWhenAUrlIsAskedFor() throws IOException {
        String url = draw("{'model':'m','prompt':'a','response_format':'url'}")
                .at("/data/0/url")
                .textValue();

        assertThat(url).startsWith("data:image/png;base64,");
        assertThat(decode(url.substring(url.indexOf(',') + 1)).getWidth()).isEqualTo(8);
    }

    @Test
    void areBilled() {
        assertThat(draw("{'model':'m','prompt':'A red square','n':2}").get("usage"))
                .hasToString("{\"total_tokens\":5,\"input_tokens\":3,\"output_tokens\":2,"
                        + "\"input_tokens_details\":{\"text_tokens\":3,\"image_tokens\":0}}");
    }

    private static JsonNode draw(String body) {
        return EchoCalls.json(EchoCalls.answer(Operation.IMAGE_GENERATIONS, body));
    }

    private static BufferedImage decode(String base64) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
